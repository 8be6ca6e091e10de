#!/usr/bin/env bash
# Node.js with npm: functions in JavaScript run on it, and DynamoDB Local comes in a package of npm's.
set -euo pipefail
cd "$(dirname "$0")/../.."
source tests/setup/debian.sh

if command -v node >/dev/null && command -v npm >/dev/null; then
  echo "node: ready, $(command -v node)"
  exit
fi
debian_packages nodejs npm
echo "node: installed $(node --version)"
