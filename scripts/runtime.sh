#!/usr/bin/env bash
# Private container runtimes: as many side by side as wanted, never the machine's own.
#   scripts/runtime.sh up containerd|docker DIR   starts one that keeps everything in DIR, loads our images, prints its socket
#   scripts/runtime.sh down DIR                   stops it and removes all it made
# shellcheck source-path=SCRIPTDIR
set -euo pipefail
scripts=$(dirname "$(readlink -f "$0")")
. "$scripts/lib/common.sh"
. "$scripts/lib/network.sh"
. "$scripts/lib/containerd.sh"
. "$scripts/lib/dockerd.sh"

usage() {
  sed -n '2,4s/^# \{0,1\}//p' "$0" >&2
  exit 2
}

up() {
  local kind=$1 folder prefix bridge
  folder=$(readlink -m "$2")
  ((${#folder} <= 80)) || die "$folder is too long for a socket path (108 bytes at most)"
  [[ ! -e $folder/private-runtime ]] || die "$folder already holds a runtime: scripts/runtime.sh down $folder"
  [[ ! -e $folder || -z $(ls -A "$folder") ]] || die "$folder is not empty"
  need_command ip iptables containerd ctr runc setsid
  mkdir -p "$folder"
  chmod 0711 "$folder"
  bridge=$(bridge_name "$folder")
  # Written before anything is made, so that `down` can clean up after a failure half-way.
  printf 'kind=%s\nbridge=%s\n' "$kind" "$bridge" >"$folder/private-runtime"
  prefix=$(network_up "$bridge")
  write_containerd_config "$folder"
  write_cni_config "$folder/cni" "$bridge" "$prefix"
  start_containerd "$folder"
  if [[ $kind == docker ]]; then
    write_dockerd_config "$folder" "$bridge"
    start_dockerd "$folder"
    "$scripts/load-images.sh" --docker "$folder/docker.sock" >&2
    echo "$folder/docker.sock"
  else
    "$scripts/load-images.sh" --containerd "$folder/containerd.sock" --config "$folder/containerd.toml" >&2
    echo "$folder/containerd.sock"
  fi
}

down() {
  local folder kind='' bridge=''
  folder=$(readlink -m "$1")
  [[ -e $folder ]] || return 0
  [[ -f $folder/private-runtime ]] || die "$folder was not made by scripts/runtime.sh: left alone"
  # shellcheck disable=SC1091 # written by up, above
  . "$folder/private-runtime"
  [[ $kind == docker ]] && stop_dockerd "$folder"
  stop_containerd "$folder"
  remove_host_ports "$bridge"
  network_down "$bridge"
  unmount_below "$folder"
  remove_cgroups "$bridge"
  rm -rf --one-file-system "$folder"
}

# Deepest first; /proc/mounts writes a space as \040, which printf turns back.
unmount_below() {
  local target
  while read -r target; do
    umount --lazy "$(printf '%b' "$target")" || true
  done < <(awk -v below="$1/" 'index($2, below) == 1 { print $2 }' /proc/mounts | tac)
}

# dockerd leaves the (empty) parent group it was told to use; containerd leaves the one of its namespace.
remove_cgroups() {
  grep -qsx containerd /proc/[0-9]*/comm || find /sys/fs/cgroup -maxdepth 2 -depth -type d -name k8s.io -exec rmdir {} + 2>/dev/null || true
  find /sys/fs/cgroup -depth -type d -path "*/$1*" -exec rmdir {} + 2>/dev/null || true
}

need_root
case ${1:-} in
  up) [[ $# -eq 3 && $2 =~ ^(containerd|docker)$ ]] || usage; up "$2" "$3" ;;
  down) [[ $# -eq 2 ]] || usage; down "$2" ;;
  *) usage ;;
esac
