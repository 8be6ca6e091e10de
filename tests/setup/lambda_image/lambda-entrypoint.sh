#!/bin/sh
# Starts the runtime for one handler, as the entrypoint of AWS's base images does.
if [ $# -ne 1 ]; then
  echo "entrypoint requires the handler name to be the first argument" >&2
  exit 142
fi
export _HANDLER="$1"
if [ -z "$AWS_LAMBDA_RUNTIME_API" ]; then
  echo "AWS_LAMBDA_RUNTIME_API is not set, and this image has no emulator of its own" >&2
  exit 1
fi
exec /var/runtime/bootstrap
