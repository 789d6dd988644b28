#!/usr/bin/env bash
# Gives the daemon each case's manifest and compares what the kernel then says with what the case expects.
#   native-tests/against-daemon.sh docker|containerd SOCKET [CASE…]
# shellcheck source-path=SCRIPTDIR disable=SC1090,SC1091
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
. "$here/../scripts/lib/common.sh"
. "$here/../scripts/lib/daemon.sh"
need_root
runtime=$1 socket=$2
shift 2
export MINIKUBELET_BIN=${MINIKUBELET_BIN:-$artifacts/minikubelet}
work=$(mktemp -d /var/tmp/mk-native.XXXXXX)
. "$here/lib/check.sh"
. "$here/lib/kernel.sh"
. "$here/lib/daemon.sh"

cleanup() {
  rm -f "$work"/manifests/*
  if daemon_running "$work"; then
    wait_until 60 "the pods are gone" nothing_left || true
  fi
  stop_daemon "$work"
  rm -rf --one-file-system "$work"
}
nothing_left() { [[ -z $(ls "$work/root/pods" 2>/dev/null) ]]; }
trap cleanup EXIT

run_case() {
  local name=$1 containers
  echo "# $name on $runtime"
  containers=$(sed -n 's/^# containers: //p' "$here/cases/$name/pod.yaml")
  pid=()
  # A case that needs a place on the host calls it WORK. Renamed into place, as the documentation asks of everyone.
  sed "s|WORK|$work|" "$here/cases/$name/pod.yaml" >"$work/manifests/.$name"
  mv "$work/manifests/.$name" "$work/manifests/$name.yaml"
  # shellcheck disable=SC2086 # one argument for each container
  if wait_until 60 "every container of $name has told its facts" pod_told "$name" $containers; then
    . "$here/cases/$name/expect.sh"
  else
    not_ok "$name runs" "not within a minute; the daemon's log ends with"
    tail -n 30 "$work/minikubelet.log"
  fi
  rm "$work/manifests/$name.yaml"
  if wait_until 45 "nothing is left of $name" pod_gone "$name"; then
    ok "nothing is left of $name"
  else
    not_ok "nothing is left of $name" "$(what_is_left_of_pod "$name")"
  fi
}

start_daemon
cases=("$@")
((${#cases[@]})) || mapfile -t cases < <(ls "$here/cases")
for case in "${cases[@]}"; do
  daemon_running "$work" || {
    not_ok "the daemon runs" "it ended: $(tail -n 30 "$work/minikubelet.log")"
    break
  }
  run_case "$case"
done

echo "$passed passed, $failed failed"
((failed == 0 && passed > 0))
