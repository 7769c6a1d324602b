#!/usr/bin/env bash
# Make .venv if there is none, and install what a lock file pins. Usage: venv.sh LOCKFILE
set -euo pipefail
cd "$(dirname "$0")/.."

find_python() {
  for name in python3 python3.14 python3.13 python3.12 python3.11; do
    if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return
    fi
  done
  echo "Tandem needs Python 3.11 or newer. On Debian: apt-get install python3 python3-venv" >&2
  exit 1
}

make_venv() {
  local python
  python=$(find_python)
  "$python" -m venv .venv 2>/dev/null && return
  rm -rf .venv
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing python3-venv…"
    apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null
    "$python" -m venv .venv && return
  fi
  echo "Python cannot make virtual environments here. On Debian: apt-get install python3-venv" >&2
  exit 1
}

[ -x .venv/bin/python ] || make_venv
[ -x .venv/bin/uv ] || .venv/bin/python -m pip install -q --disable-pip-version-check "uv==$(cat requirements/uv.version)"
echo "Installing $1…"
VIRTUAL_ENV=.venv .venv/bin/uv pip install -q --compile-bytecode --require-hashes -r "$1"
VIRTUAL_ENV=.venv .venv/bin/uv pip install -q --no-deps --no-build-isolation -e .
