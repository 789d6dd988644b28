# shellcheck shell=bash
# A private dockerd. Needs common.sh, network.sh and containerd.sh.

# Two dockerd flush each other's iptables chains when they start, so ours has none: the bridge and its rules come from
# network.sh and published ports from docker-proxy. It also gets a containerd of its own: left alone, it would
# use the machine's, and there the containers of another dockerd.
write_dockerd_config() {
  local folder=$1 bridge=$2
  cat >"$folder/daemon.json" <<EOF_CONF
{
  "hosts": ["unix://$folder/docker.sock"],
  "containerd": "$folder/containerd.sock",
  "data-root": "$folder/data",
  "exec-root": "$folder/exec",
  "pidfile": "$folder/docker.pid",
  "bridge": "$bridge",
  "iptables": false,
  "ip6tables": false,
  "ip-forward": false,
  "userland-proxy": true,
  "cgroup-parent": "/$bridge",
  "exec-opts": ["native.cgroupdriver=cgroupfs"],
  "runtimes": {"minikubelet": {"path": "$repository/scripts/minikubelet-runc"}},
  "log-level": "warn"
}
EOF_CONF
}

docker_key=/etc/docker/key.json

start_dockerd() {
  local folder=$1 flags=()
  # Early versions want a lower OOM score for themselves, which not every machine lets them have.
  [[ $(dockerd --help) != *--oom-score-adjust* ]] || flags+=(--oom-score-adjust 0)
  # Before version 24 dockerd leaves a key in /etc/docker, wherever its other files are.
  [[ -e $docker_key ]] || touch "$folder/key-is-ours"
  setsid nohup dockerd --config-file "$folder/daemon.json" "${flags[@]}" >"$folder/dockerd.log" 2>&1 </dev/null &
  echo $! >"$folder/dockerd.pid"
  wait_until 60 "dockerd in $folder answers" dockerd_answers_or_died "$folder"
  dockerd_answers "$folder" || {
    tail -n 20 "$folder/dockerd.log" >&2
    die "dockerd in $folder ended at once; its last lines are above"
  }
}

dockerd_answers() { private_docker "$1" version >/dev/null 2>&1; }
dockerd_answers_or_died() { process_gone "$(<"$1/dockerd.pid")" || dockerd_answers "$1"; }

private_docker() { docker --host "unix://$1/docker.sock" "${@:2}"; }

stop_dockerd() {
  local folder=$1 pid containers
  [[ ! -e $folder/key-is-ours ]] || rm -f "$docker_key"
  pid=$(cat "$folder/dockerd.pid" 2>/dev/null || true)
  started_for "$pid" "$folder" || return 0
  containers=$(private_docker "$folder" ps --all --quiet 2>/dev/null || true)
  # shellcheck disable=SC2086 # one argument for each container
  [[ -z $containers ]] || private_docker "$folder" rm --force $containers >/dev/null 2>&1 || true
  stop_process "$pid" 30 "$folder"
}
