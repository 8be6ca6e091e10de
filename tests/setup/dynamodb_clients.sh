#!/usr/bin/env bash
# DynamoDB's mappers for JavaScript, in target/test-tools/dynamodb-clients.
set -euo pipefail
cd "$(dirname "$0")/../.."

parts=tests/setup/dynamodb_clients
home=$PWD/target/test-tools/dynamodb-clients
tests/setup/node.sh >/dev/null
wanted=$(cat $parts/* | sha256sum)
if [[ $(cat "$home/complete" 2>/dev/null) == "$wanted" ]]; then
  echo "dynamodb clients: ready at $home"
  exit
fi

rm -rf "$home"
mkdir -p "$home"
cp $parts/package.json $parts/package-lock.json "$home"
(cd "$home" && npm ci --silent --ignore-scripts --no-audit --no-fund </dev/null >&2)
echo "$wanted" >"$home/complete"
echo "dynamodb clients: installed into $home"
