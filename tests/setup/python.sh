#!/usr/bin/env bash
# The clients that the tests drive: a Python environment in target/test-tools/python, curl, and ps to
# look for what is left behind.
set -euo pipefail
cd "$(dirname "$0")/../.."
source tests/setup/debian.sh

venv=$PWD/target/test-tools/python
command -v curl >/dev/null || debian_packages curl
command -v ps >/dev/null || debian_packages procps
wanted=$(sha256sum <tests/setup/requirements.txt)
if [[ -x $venv/bin/python && $(cat "$venv/complete" 2>/dev/null) == "$wanted" ]]; then
  echo "python: ready at $venv"
  exit
fi

# `ensurepip` is a package of its own on Debian, for Debian's own interpreter.
python=python3
if ! "$python" -c 'import ensurepip' 2>/dev/null; then
  debian_packages python3 python3-venv
  python=/usr/bin/python3
fi
rm -rf "$venv"
mkdir -p "$(dirname "$venv")"
"$python" -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check -r tests/setup/requirements.txt </dev/null >&2
echo "$wanted" >"$venv/complete"
echo "python: installed the clients into $venv"
