#!/usr/bin/env bash
# A JDK: functions in Java run on it, and DynamoDB Local.
set -euo pipefail
cd "$(dirname "$0")/../.."
source tests/setup/debian.sh

# A Java that is there but cannot start is as good as none.
java_runs() { java -version >/dev/null 2>&1 && javac -version >/dev/null 2>&1; }

if java_runs; then
  echo "java: ready, $(command -v javac)"
  exit
fi
debian_packages default-jdk-headless
echo "java: installed $(javac -version)"
