# shellcheck shell=bash
# A private containerd. Needs common.sh and network.sh.

# CAP_SYS_RESOURCE is bit 24; without it no process may be given a lower OOM score than ours.
may_lower_oom_score() {
  local effective
  effective=$(sed -n 's/^CapEff:\t//p' /proc/self/status)
  (((0x$effective >> 24) & 1))
}

write_containerd_config() {
  local folder=$1 restrict=true
  may_lower_oom_score && restrict=false
  cat >"$folder/containerd.toml" <<EOF_CONF
version = 2
root = "$folder/root"
state = "$folder/state"

[grpc]
  address = "$folder/containerd.sock"

[plugins."io.containerd.internal.v1.opt"]
  path = "$folder/opt"

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "minikubelet.local/pause:1"
  restrict_oom_score_adj = $restrict
  netns_mounts_under_state_dir = true
  stream_server_address = "127.0.0.1"
  stream_server_port = "0"
  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = "$folder/certs.d"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$folder/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    default_runtime_name = "runc"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"

[plugins."io.containerd.nri.v1.nri"]
  disable = true
EOF_CONF
}

# start_containerd FOLDER: returns when it answers. The daemon outlives the shell that started it.
start_containerd() {
  local folder=$1
  setsid nohup containerd --config "$folder/containerd.toml" >"$folder/containerd.log" 2>&1 </dev/null &
  echo $! >"$folder/containerd.pid"
  wait_until 60 "containerd in $folder answers" containerd_answers_or_died "$folder"
  containerd_answers "$folder" || {
    tail -n 20 "$folder/containerd.log" >&2
    die "containerd in $folder ended at once; its last lines are above"
  }
}

containerd_answers() { ctr --address "$1/containerd.sock" --connect-timeout 1s version >/dev/null 2>&1; }
containerd_answers_or_died() { process_gone "$(<"$1/containerd.pid")" || containerd_answers "$1"; }

containerd_ctr() { ctr --address "$1/containerd.sock" "${@:2}"; }

# Kills what still runs in any namespace, then the daemon. One that has died is started once more for that: only it
# can end what its shims hold.
stop_containerd() {
  local folder=$1 pid namespace task
  [[ -e $folder/containerd.toml ]] || return 0
  containerd_answers "$folder" || start_containerd "$folder"
  for namespace in $(containerd_ctr "$folder" namespaces list --quiet); do
    for task in $(containerd_ctr "$folder" --namespace "$namespace" tasks list --quiet); do
      containerd_ctr "$folder" --namespace "$namespace" tasks delete --force "$task" >/dev/null 2>&1 || true
    done
  done
  stop_process "$(<"$folder/containerd.pid")" 20 "$folder"
  for pid in $(shims_of "$folder/containerd.sock"); do
    stop_process "$pid" 1 "$folder" 2>/dev/null
  done
}

# The shims that serve this socket and no other: the address is an argument of its own (they are separated by NUL).
shims_of() {
  local process
  for process in /proc/[0-9]*; do
    if grep -qszxF -e "$1" "$process/cmdline" && grep -qsz containerd-shim "$process/cmdline"; then
      echo "${process#/proc/}"
    fi
  done
}
