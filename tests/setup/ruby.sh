#!/usr/bin/env bash
# Ruby: functions in Ruby run on it. Where this machine's is older than all of Lambda's, it says 3.3 to whoever
# asks: what is tested is RustStack's part, and the functions of the tests need nothing newer.
set -euo pipefail
cd "$(dirname "$0")/../.."
source tests/setup/debian.sh
stand_in=target/test-tools/ruby

lambda_has_it() { ruby -e 'exit(RUBY_VERSION.to_f >= 3.2)' 2>/dev/null; }

command -v ruby >/dev/null || debian_packages ruby
rm -rf "$stand_in"
mkdir -p "$stand_in"
if lambda_has_it; then
  echo "ruby: ready, $(command -v ruby)"
  exit
fi
cat >"$stand_in/ruby" <<END
#!/bin/sh
"$(command -v ruby)" "\$@" | sed 's/^[23]\.[0-9]\$/3.3/'
END
chmod +x "$stand_in/ruby"
echo "ruby: ready, $(ruby -e 'print RUBY_VERSION') as 3.3"
