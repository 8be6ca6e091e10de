#!/usr/bin/env bash
# An image that behaves as AWS's Python base image, for machines that cannot pull it: a Debian root with
# Python 3.11, AWS's runtime client in /var/runtime, and the same entrypoint. An image that is already
# there under AWS's name, such as the real one, is left alone; the names given away are written into
# target/test-tools/lambda-image.names, so that they can be taken back.
set -euo pipefail
cd "$(dirname "$0")/../.."
source tests/setup/debian.sh

parts=tests/setup/lambda_image
tools=$PWD/target/test-tools
names=(public.ecr.aws/lambda/python:3.1{1,2,3})
key=$(cat tests/setup/lambda_image.sh $parts/* | sha256sum | cut -c 1-16)
own=ruststack-test/lambda-python:$key

have() { docker image inspect "$1" >/dev/null 2>&1; }

# The label says whose an image is; an earlier version of ours is replaced.
tag_names() {
  local name
  for name in "${names[@]}"; do
    if ! have "$name"; then
      echo "$name" >>"$tools/lambda-image.names"
    elif [[ -z $(docker image inspect --format '{{index .Config.Labels "ruststack.test-image"}}' "$name") ]]; then
      continue
    fi
    docker tag "$own" "$name"
  done
}

if have "$own"; then
  tag_names
  echo "lambda image: ready as ${names[*]}"
  exit
fi

tests/setup/python.sh >/dev/null
image=$tools/lambda-image-$key.tar
if [[ ! -f $image ]]; then
  base=$tools/debian-python3.11.tar
  work=$tools/lambda-root
  # Files of the root belong to root and may be made read-only: only root removes them.
  as_root rm -rf "$work"
  if [[ ! -f $base ]]; then
    command -v debootstrap >/dev/null || debian_packages debootstrap debian-archive-keyring
    as_root env PATH="$PATH:/usr/sbin:/sbin" debootstrap --variant=minbase --include=python3 bookworm "$work" \
      </dev/null >"$tools/debootstrap.log" 2>&1 || { tail -n 5 "$tools/debootstrap.log" >&2; exit 1; }
    # What only a person or a package manager would read, a third of it all.
    as_root rm -rf "$work"/var/{cache,lib}/apt "$work"/var/log/* "$work"/usr/share/{doc,man,locale,info,zoneinfo}
    as_root tar -cf "$base.new" -C "$work" --exclude=./dev/* --exclude=./proc/* --exclude=./sys/* .
    mv "$base.new" "$base"
  else
    mkdir -p "$work"
    as_root tar -xf "$base" -C "$work"
  fi
  as_root mkdir -p "$work"/var/task "$work"/opt "$work"/var/runtime
  as_root "$tools/python/bin/pip" install --quiet --disable-pip-version-check --no-deps --no-compile \
    --python-version 3.11 --implementation cp --platform "manylinux2014_$(uname -m)" --only-binary=:all: \
    --target "$work/var/runtime" --root-user-action ignore -r $parts/requirements.txt </dev/null >&2
  as_root install -m 755 $parts/lambda-entrypoint.sh "$work/lambda-entrypoint.sh"
  as_root install -m 755 $parts/bootstrap "$work/var/runtime/bootstrap"
  # AWS's user for functions, so that a container may run as it.
  echo 'sbx_user1051:x:993:990::/:/sbin/nologin' | as_root tee -a "$work/etc/passwd" >/dev/null
  as_root chroot "$work" /usr/bin/python3.11 -m compileall -q /var/runtime >/dev/null
  rm -f "$tools"/lambda-image-*.tar
  as_root tar -cf "$image.new" -C "$work" .
  mv "$image.new" "$image"
  as_root rm -rf "$work"
fi

docker import \
  --change 'ENTRYPOINT ["/lambda-entrypoint.sh"]' \
  --change 'WORKDIR /var/task' \
  --change 'ENV LANG=en_US.UTF-8 TZ=:/etc/localtime LAMBDA_TASK_ROOT=/var/task LAMBDA_RUNTIME_DIR=/var/runtime' \
  --change 'ENV PATH=/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin' \
  --change 'ENV LD_LIBRARY_PATH=/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib' \
  --change 'LABEL ruststack.test-image=1' \
  "$image" "$own" >/dev/null
tag_names
echo "lambda image: built as ${names[*]}"
