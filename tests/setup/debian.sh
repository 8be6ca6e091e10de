# Debian's part of the setup, read by the scripts beside it: packages, as root or through sudo.

# as_root COMMAND...: runs it as root, or says why it cannot.
as_root() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  elif sudo -n true 2>/dev/null; then
    sudo "$@"
  else
    echo "needs root for: $*" >&2
    return 1
  fi
}

# debian_packages NAME...: installs those that are missing. Scripts call it only when a program is not there.
debian_packages() {
  if ! command -v apt-get >/dev/null; then
    echo "not a Debian-like machine: install yourself what Debian calls $*" >&2
    return 1
  fi
  # A source of the machine's own that does not answer is no reason to stop: the packages are Debian's.
  as_root apt-get update -qq </dev/null >&2 || true
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    -o DPkg::Lock::Timeout=300 "$@" </dev/null >&2
}
