# shellcheck shell=bash
# Pods made by hand, with plain `docker run` and `ctr run`: they prove the expectations before the daemon is judged by them.
# Needs kernel.sh; `runtime` is docker or containerd, `socket` its socket, `work` a scratch folder.

: "${runtime:?}" "${socket:?}" "${work:?}"
declare -gA pid
raw_names=()

raw_docker() { docker --host "unix://$socket" "$@"; }
raw_ctr() { ctr --address "$socket" --namespace k8s.io "$@"; }

# raw_sandbox [hostname=NAME] [network=host] [pid=host] [ipc=host]
raw_sandbox() {
  local option name=native-$$-sandbox hostname='' network=own pid_mode=own ipc=own
  for option; do
    case $option in
      hostname=*) hostname=${option#*=} ;;
      network=host) network=host ;;
      pid=host) pid_mode=host ;;
      ipc=host) ipc=host ;;
      *) die "raw_sandbox does not know '$option'" ;;
    esac
  done
  raw_names+=("$name")
  "raw_sandbox_$runtime" "$name"
}

raw_sandbox_docker() {
  local arguments=()
  [[ -z $hostname ]] || arguments+=(--hostname "$hostname")
  [[ $network == own ]] || arguments+=(--network host --uts host)
  [[ $pid_mode == own ]] || arguments+=(--pid host)
  if [[ $ipc == own ]]; then arguments+=(--ipc shareable); else arguments+=(--ipc host); fi
  raw_docker run --detach --name "$1" "${arguments[@]}" minikubelet.local/pause:1 >/dev/null
  pid[sandbox]=$(raw_docker inspect --format '{{.State.Pid}}' "$1")
}

raw_sandbox_containerd() {
  local arguments=()
  [[ $network == own ]] || arguments+=(--with-ns network:/proc/$$/ns/net --with-ns uts:/proc/$$/ns/uts)
  [[ $pid_mode == own ]] || arguments+=(--with-ns pid:/proc/$$/ns/pid)
  [[ $ipc == own ]] || arguments+=(--with-ns ipc:/proc/$$/ns/ipc)
  raw_ctr run --detach --pid-file "$work/pid" "${arguments[@]}" minikubelet.local/pause:1 "$1"
  pid[sandbox]=$(<"$work/pid")
  [[ $network == host ]] || nsenter --target "${pid[sandbox]}" --net ip link set lo up
  [[ -z $hostname ]] || nsenter --target "${pid[sandbox]}" --uts hostname "$hostname"
}

# raw_container NAME [image=NAME] [network|ipc|uts=own] [pid=sandbox|host] [mount=SOURCE:TARGET[:ro]]… [seccomp] -- COMMAND…
# Network, IPC and UTS are the sandbox's, the PID namespace is its own, unless told otherwise. `seccomp`
# leaves the runtime's default profile on, as for a pod; privileges may be gained either way.
raw_container() {
  local container=$1 name=native-$$-$1 pid_mode=own own='' mounts=() image=busybox seccomp=no
  shift
  while [[ $1 != -- ]]; do
    case $1 in
      network=own | ipc=own | uts=own) own+=" ${1%=own}" ;;
      pid=sandbox | pid=host) pid_mode=${1#pid=} ;;
      mount=*) mounts+=("${1#mount=}") ;;
      image=*) image=${1#image=} ;;
      seccomp) seccomp=yes ;;
      *) die "raw_container does not know '$1'" ;;
    esac
    shift
  done
  shift
  raw_names+=("$name")
  "raw_container_$runtime" "$container" "$name" "$@"
}

raw_container_docker() {
  local container=$1 name=$2 mount arguments=() sandbox=native-$$-sandbox
  [[ $own == *network* ]] || arguments+=(--network "container:$sandbox")
  [[ $own == *ipc* ]] || arguments+=(--ipc "container:$sandbox")
  # Docker itself cannot join a UTS namespace; the runtime of this name, a wrapper of runc, does.
  [[ $own == *uts* ]] || arguments+=(--runtime minikubelet)
  [[ $(namespace sandbox uts) != "$(namespace host uts)" || $own == *uts* ]] || arguments+=(--uts host)
  case $pid_mode in
    sandbox) arguments+=(--pid "container:$sandbox") ;;
    host) arguments+=(--pid host) ;;
  esac
  for mount in "${mounts[@]}"; do
    arguments+=(--volume "$mount")
  done
  [[ $seccomp == yes ]] || arguments+=(--security-opt seccomp=unconfined)
  raw_docker run --detach --name "$name" "${arguments[@]}" "minikubelet.local/$image:1" "${@:3}" >/dev/null
  pid[$container]=$(raw_docker inspect --format '{{.State.Pid}}' "$name")
}

raw_container_containerd() {
  local container=$1 name=$2 mount kind arguments=() source target mode
  for kind in network:net ipc:ipc uts:uts; do
    [[ $own == *${kind%:*}* ]] || arguments+=(--with-ns "${kind%:*}:/proc/${pid[sandbox]}/ns/${kind#*:}")
  done
  [[ $pid_mode == own ]] || arguments+=(--with-ns "pid:/proc/$(process_of "$pid_mode")/ns/pid")
  for mount in "${mounts[@]}"; do
    IFS=: read -r source target mode <<<"$mount"
    arguments+=(--mount "type=bind,src=$source,dst=$target,options=rbind:${mode:-rw}")
  done
  arguments+=(--allow-new-privs)
  [[ $seccomp == no ]] || arguments+=(--seccomp)
  raw_ctr run --detach --pid-file "$work/pid" "${arguments[@]}" "minikubelet.local/$image:1" "$name" "${@:3}"
  pid[$container]=$(<"$work/pid")
}

raw_remove() {
  local name
  for name in "${raw_names[@]}"; do
    if [[ $runtime == docker ]]; then
      raw_docker rm --force "$name" >/dev/null 2>&1 || true
    else
      raw_ctr tasks delete --force "$name" >/dev/null 2>&1 || true
      raw_ctr containers delete "$name" >/dev/null 2>&1 || true
    fi
  done
  raw_names=()
  pid=()
}
