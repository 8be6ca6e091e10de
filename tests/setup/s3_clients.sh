#!/usr/bin/env bash
# S3 clients beside AWS's Python ones: rclone, s3cmd and restic from Debian, and in
# target/test-tools/s3-clients the JavaScript SDK and s3fs, which needs a botocore of its own.
set -euo pipefail
cd "$(dirname "$0")/../.."
source tests/setup/debian.sh

parts=tests/setup/s3_clients
home=$PWD/target/test-tools/s3-clients
missing=()
for program in rclone s3cmd restic; do
  command -v "$program" >/dev/null || missing+=("$program")
done
if [[ ${#missing[@]} != 0 ]]; then debian_packages "${missing[@]}"; fi
tests/setup/node.sh >/dev/null
wanted=$(cat $parts/* | sha256sum)
if [[ $(cat "$home/complete" 2>/dev/null) == "$wanted" && -x $home/s3fs/bin/python ]]; then
  echo "s3 clients: ready at $home"
  exit
fi

rm -rf "$home"
mkdir -p "$home"
cp $parts/package.json $parts/package-lock.json "$home"
(cd "$home" && npm ci --silent --ignore-scripts --no-audit --no-fund </dev/null >&2)
# The interpreter that the other Python clients run on has what a new environment needs.
"$PWD/target/test-tools/python/bin/python" -m venv "$home/s3fs"
"$home/s3fs/bin/pip" install --quiet --disable-pip-version-check -r $parts/requirements.txt </dev/null >&2
echo "$wanted" >"$home/complete"
echo "s3 clients: installed into $home"
