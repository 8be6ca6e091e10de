#!/usr/bin/env bash
# What functions of the client tests are made of, in target/test-tools/lambda-clients: AWS's runtime clients
# for Python and Rust, and Powertools.
set -euo pipefail
cd "$(dirname "$0")/../.."

parts=tests/setup/lambda_clients
to=$PWD/target/test-tools/lambda-clients
key=$(cat tests/setup/lambda_clients.sh $parts/requirements.txt $parts/echo/Cargo.* $parts/echo/src/* | sha256sum)
if [[ $(cat "$to/complete" 2>/dev/null) == "$key" ]]; then
  echo "lambda clients: ready at $to"
  exit
fi

tests/setup/python.sh >/dev/null
rm -rf "$to/python" "$to/complete"
mkdir -p "$to"
pip=(target/test-tools/python/bin/pip install --quiet --disable-pip-version-check --no-compile --upgrade)
"${pip[@]}" --target "$to/python" -r $parts/requirements.txt </dev/null >&2
# The image of the Docker tests has Python 3.11; compiled modules of two versions lie side by side.
"${pip[@]}" --target "$to/python" --no-deps --python-version 3.11 --implementation cp \
  --platform "manylinux2014_$(uname -m)" --only-binary=:all: -r $parts/requirements.txt </dev/null >&2

# Without shared libraries it runs in any image.
host=$(rustc -vV | sed -n 's/^host: //p')
RUSTFLAGS="-C target-feature=+crt-static -C debuginfo=0" cargo build --quiet --locked --target "$host" \
  --manifest-path $parts/echo/Cargo.toml --target-dir "$to/rust" </dev/null
cp "$to/rust/$host/debug/echo" "$to/bootstrap"
cp "$to/rust/$host/debug/listener" "$to/listener"
echo "$key" >"$to/complete"
echo "lambda clients: built in $to"
