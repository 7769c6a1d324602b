#!/usr/bin/env bash
# Run a command whose temporary files lie in memory, where there is room for them: thousands of databases are made by the
# tests, and each waits for the disk. They are gone afterwards; to look at them, say where: TMPDIR=/tmp make test
# Usage: in_memory.sh COMMAND…
set -euo pipefail
MEMORY=/dev/shm
NEEDED=$((2 * 1024 * 1024)) # KiB; the whole suite leaves some 500 MiB

free=$(df --output=avail -k "$MEMORY" 2>/dev/null | tail -n 1 || true)
if [ -n "${TMPDIR:-}" ] || [ ! -w "$MEMORY" ] || [ "${free:-0}" -lt "$NEEDED" ]; then
  exec "$@"
fi
folder=$(mktemp -d "$MEMORY/tandem.XXXXXX")
trap 'rm -rf "$folder"' EXIT
TMPDIR=$folder "$@"
