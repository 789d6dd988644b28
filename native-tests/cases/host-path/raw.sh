# shellcheck shell=bash
# make_pod [:ro]: how the second mount is made
make_pod() {
  mkdir -p "${work:?}/host-path"
  raw_sandbox
  raw_container only mount="$work/host-path:/data" mount="$work/host-path:/data-to-read$1" -- \
    /bin/sh -c 'echo from inside > /data/answer; exec /probe /tmp/facts'
}
right() { make_pod :ro; }
wrong() { make_pod ''; }
