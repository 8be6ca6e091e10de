#!/usr/bin/env bash
# A Docker engine that answers. If this starts one, its process id is in target/test-tools/dockerd.pid.
set -euo pipefail
cd "$(dirname "$0")/../.."
source tests/setup/debian.sh

pid_file=$PWD/target/test-tools/dockerd.pid
log=$PWD/target/test-tools/dockerd.log
answer() { timeout 10 docker version --format '{{.Server.Version}}' 2>/dev/null; }

if version=$(answer); then
  echo "docker: engine $version answers"
  exit
fi

if ! command -v dockerd >/dev/null || ! command -v docker >/dev/null; then
  names=(docker.io)
  # The client is a package of its own since Debian 13.
  if apt-cache show docker-cli >/dev/null 2>&1; then names+=(docker-cli); fi
  debian_packages "${names[@]}"
  # Where services are started for us, the engine is up by now.
  for _ in 1 2 3 4 5; do
    if version=$(answer); then
      echo "docker: installed, engine $version answers"
      exit
    fi
    sleep 1
  done
fi

if [[ $(id -u) != 0 ]]; then
  echo "no Docker engine answers, and only root can start dockerd: start one, or let this user reach it" >&2
  exit 1
fi
mkdir -p "$(dirname "$pid_file")"
# An engine that was killed leaves process ids behind: of nobody, of a dead process that its parent has
# not taken note of (it has a name, but no program any more), or of another program by now.
for stale in /var/run/docker.pid /var/run/docker/containerd/containerd.pid; do
  [[ -f $stale ]] || continue
  program=$(readlink "/proc/$(cat "$stale")/exe" 2>/dev/null) || program=
  if [[ ${program##*/} != @(dockerd|containerd) ]]; then rm -f "$stale"; fi
done
# A sandbox kills what it started together; a session of its own keeps the engine until it is stopped.
setsid nohup dockerd </dev/null >"$log" 2>&1 9>&- &
dockerd=$!
for _ in $(seq 1 60); do
  if version=$(answer); then
    echo "$dockerd" >"$pid_file"
    echo "docker: started engine $version"
    exit
  fi
  if ! kill -0 "$dockerd" 2>/dev/null; then break; fi
  sleep 0.5
done
kill "$dockerd" 2>/dev/null || true
echo "dockerd does not start; the end of $log:" >&2
tail -n 5 "$log" >&2
exit 1
