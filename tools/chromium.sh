#!/usr/bin/env bash
# See that the browser tests have a Chromium: the system's, else Debian's package, else Playwright's own download.
set -euo pipefail
cd "$(dirname "$0")/.."
for name in "${TANDEM_CHROMIUM:-}" chromium chromium-browser google-chrome; do
  if [ -n "$name" ] && command -v "$name" >/dev/null; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing Chromium…"
  if apt-get update -qq && apt-get install -y -qq chromium >/dev/null && command -v chromium >/dev/null; then exit 0; fi
fi
echo "Fetching Playwright's Chromium…"
if .venv/bin/playwright install chromium; then exit 0; fi
echo "The browser tests need a Chromium. Install one (Debian: apt-get install chromium) or name it in TANDEM_CHROMIUM." >&2
exit 1
