#!/usr/bin/env bash
# Build the tag and the pages into src/tandem/_built/.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ ! -d node_modules ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  echo "Installing the Node packages…"
  bash tools/npm.sh ci --no-audit --no-fund --loglevel=error
fi
echo "Building the tag and the pages…"
bash tools/npm.sh run --silent build
