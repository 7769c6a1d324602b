#!/usr/bin/env bash
# See that the browser tests have their three browsers: what is missing is installed as Debian's package.
set -euo pipefail
cd "$(dirname "$0")/.."
bash tools/chromium.sh
declare -A package=([firefox-esr]=firefox-esr [WebKitWebDriver]=webkit2gtk-driver [Xvfb]=xvfb)
declare -A named=([firefox-esr]="${TANDEM_FIREFOX:-}" [WebKitWebDriver]="${TANDEM_WEBKIT_DRIVER:-}" [Xvfb]="${TANDEM_XVFB:-}")
missing=()
for program in "${!package[@]}"; do
  command -v "${named[$program]:-$program}" >/dev/null || missing+=("${package[$program]}")
done
if [ ${#missing[@]} = 0 ]; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing ${missing[*]}…"
  export DEBIAN_FRONTEND=noninteractive
  if apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; then exit 0; fi
fi
echo "The browser tests need Firefox and WebKitGTK too. As root on Debian: apt-get install ${missing[*]}" >&2
echo "Elsewhere name the programs in TANDEM_FIREFOX, TANDEM_WEBKIT_DRIVER and TANDEM_XVFB." >&2
exit 1
