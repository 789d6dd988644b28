#!/usr/bin/env bash
# Shows a pod at work, from a manifest file to a page you can fetch, in a folder and on a runtime of its own.
#   scripts/demo.sh [--docker]    on containerd, or on Docker; stays until Ctrl-C when run in a terminal
#   scripts/demo.sh --stop        ends it from elsewhere; either way nothing is left behind
# shellcheck source-path=SCRIPTDIR
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/lib/common.sh"
. "$repository/scripts/lib/daemon.sh"

scripts=$repository/scripts
demo=/var/tmp/minikubelet-demo
export PATH=$PATH:/usr/sbin:/sbin
export KUBECONFIG=$demo/pki/kubeconfig

usage() {
  sed -n '2,4s/^# \{0,1\}//p' "$0" >&2
  exit 2
}

stop_demo() {
  trap - EXIT
  [[ -d $demo ]] || return 0
  say "stopping the demo"
  rm -f "$demo"/manifests/*
  if daemon_running "$demo"; then
    wait_until 60 "the daemon has removed its pods" no_pod_left || true
  fi
  stop_daemon "$demo" || true
  "$scripts/runtime.sh" down "$demo/runtime"
  rm -rf --one-file-system "$demo"
  # The kubelet's folders for logs, unless somebody else has something there.
  rmdir /var/log/containers /var/log/pods 2>/dev/null || true
  note "nothing is left of it"
}

no_pod_left() { [[ -z $(ls "$demo/root/pods" 2>/dev/null) ]]; }

# The executable is built again only when something it is made of has changed.
up_to_date() {
  [[ -x $artifacts/minikubelet &&
    -z $(find "$repository/src" "$repository"/Directory.* -newer "$artifacts/minikubelet" -type f \
      -not -path '*/obj/*' -not -path '*/bin/*' -print -quit) ]]
}

prepare() {
  say "installing what is missing, building"
  local purposes=(images containerd kubectl)
  [[ $runtime == containerd ]] || purposes+=(docker)
  up_to_date || purposes+=(build)
  "$scripts/setup.sh" "${purposes[@]}"
  "$scripts/build-images.sh"
  up_to_date || "$scripts/build.sh"
}

start_demo() {
  local socket
  mkdir -p "$demo"
  say "starting a private $runtime"
  socket=$("$scripts/runtime.sh" up "$runtime" "$demo/runtime")
  say "starting minikubelet on $demo/manifests"
  write_daemon_config "$demo/config.yaml" "$(free_port)" "$(free_port)"
  mkdir -p "$demo/manifests"
  cp "$scripts"/demo/*.yaml "$demo/manifests/"
  launch_daemon "$demo" "$artifacts/minikubelet" "$socket" "$(hostname)"
  wait_until 60 "pod web is Ready" pod_ready_or_daemon_ended || explain_failure
  daemon_running "$demo" || explain_failure
}

explain_failure() {
  tail -n 40 "$demo/minikubelet.log" >&2
  die "the demo did not come up; the daemon's last lines are above"
}

pod_ready() {
  [[ $(kubectl get pod web -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status}') == True ]]
}
pod_ready_or_daemon_ended() { ! daemon_running "$demo" || pod_ready; }

show() {
  say "$*"
  "$@"
}

show_demo() {
  local address
  show kubectl get pods -o wide
  show kubectl describe pod web
  show kubectl logs web -c server --tail 5
  address=$(kubectl get pod web -o 'jsonpath={.status.podIP}')
  show curl --silent --show-error --max-time 5 "http://$address:8080/" "http://$address:8080/book.txt"
  cat <<EOF_NEXT

Try next, in another terminal:
  export KUBECONFIG=$KUBECONFIG
  kubectl get pods --watch
  kubectl logs web -c server --follow
  kubectl get events
  edit $demo/manifests/web.yaml (a mistake in it does not take the pod down), or add a file of your own
  ${0} --stop
EOF_NEXT
}

# In a terminal the demo lasts until Ctrl-C, or until --stop from elsewhere has ended the daemon.
stay() {
  trap 'exit 0' INT TERM
  say "running; Ctrl-C ends it"
  while daemon_running "$demo"; do
    sleep 1 &
    wait $!
  done
  # Ended by --stop, which also cleans up; a daemon that died by itself leaves its folder.
  [[ ! -d $demo/root ]] || wait_until 90 "the demo has been stopped" test ! -d "$demo"
}

runtime=containerd
case ${1:-} in
  '') ;;
  --docker) runtime=docker ;;
  --stop)
    need_root
    stop_demo
    exit
    ;;
  *) usage ;;
esac

need_root
[[ ! -e $demo ]] || die "a demo is there already: $0 --stop ends it"
prepare
trap stop_demo EXIT
trap 'exit 130' INT TERM
start_demo
show_demo
if [[ -t 1 ]]; then
  stay
else
  trap - EXIT
fi
