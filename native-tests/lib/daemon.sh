# shellcheck shell=bash
# The daemon under test on one runtime, and what the runtime itself says about the daemon's pods.
# Needs common.sh, kernel.sh and scripts/lib/daemon.sh.

: "${runtime:?}" "${socket:?}" "${work:?}"
declare -gA pid
export pid

start_daemon() {
  write_daemon_config "$work/config.yaml" "$(free_port)" "$(free_port)"
  launch_daemon "$work" "${MINIKUBELET_BIN:?}" "$socket" "native-$runtime"
}

# process_on_docker|containerd POD CONTAINER: its running process, `sandbox` for the sandbox; nothing when there is none.
process_on_docker() {
  local filters=(--filter "label=io.kubernetes.pod.name=$1") found
  if [[ $2 == sandbox ]]; then
    filters+=(--filter label=io.kubernetes.docker.type=podsandbox)
  else
    filters+=(--filter "label=io.kubernetes.container.name=$2")
  fi
  found=$(docker --host "unix://$socket" ps --quiet --no-trunc "${filters[@]}")
  [[ -z $found ]] || docker --host "unix://$socket" inspect --format '{{.State.Pid}}' "$found"
}

process_on_containerd() {
  local filter="labels.\"io.kubernetes.pod.name\"==$1" found
  if [[ $2 == sandbox ]]; then
    filter+=',labels."io.cri-containerd.kind"==sandbox'
  else
    filter+=",labels.\"io.kubernetes.container.name\"==$2"
  fi
  found=$(private_ctr containers list --quiet "$filter")
  [[ -z $found ]] || private_ctr tasks list | awk -v ids="$found" '
    BEGIN { count = split(ids, id, "\n") }
    { for (i = 1; i <= count; i++) if ($1 == id[i] && $3 == "RUNNING") print $2 }'
}

private_ctr() { ctr --address "$socket" --namespace k8s.io "$@"; }

# pod_told POD CONTAINER…: every container runs and has told its facts; fills `pid`.
pod_told() {
  local container process
  for container in sandbox "${@:2}"; do
    process=$("process_on_$runtime" "$1" "$container")
    [[ $process =~ ^[0-9]+$ ]] || return 1
    pid[$container]=$process
    [[ $container == sandbox || -e $(file_in "$container" /tmp/facts) ]] || return 1
  done
}

# Every container of the pod, dead or alive, as the runtime lists them.
containers_of_pod() {
  if [[ $runtime == docker ]]; then
    docker --host "unix://$socket" ps --all --quiet --filter "label=io.kubernetes.pod.name=$1"
  else
    private_ctr containers list --quiet "labels.\"io.kubernetes.pod.name\"==$1"
  fi
}

pod_gone() {
  [[ -z $(containers_of_pod "$1") ]] &&
    [[ -z $(ls "$work/root/pods" 2>/dev/null) ]] &&
    ! grep -q " $work/root/" /proc/mounts
}

what_is_left_of_pod() {
  containers_of_pod "$1"
  ls "$work/root/pods" 2>/dev/null || true
  grep " $work/root/" /proc/mounts || true
}
