# shellcheck shell=bash
# make_volumes SIZE
make_volumes() {
  mkdir -p "$work/disk" "$work/memory"
  chmod 0777 "$work/disk"
  mount -t tmpfs -o "size=$1,mode=0777" tmpfs "$work/memory"
}
make_pod() {
  raw_sandbox
  raw_container writer mount="$work/disk:/disk" mount="$work/memory:/memory" -- \
    /bin/sh -c 'echo written > /disk/file; echo written > /memory/file; exec /probe /tmp/facts'
  raw_container reader mount="$work/disk:/disk:ro" mount="$work/memory:/cache" -- /probe /tmp/facts
}
right() {
  make_volumes 4m
  make_pod
}
wrong() {
  make_volumes 8m
  make_pod
}
after() {
  umount "$work/memory"
}
