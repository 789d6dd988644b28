# shellcheck shell=bash
# Runs a minikubelet of its own in one folder: manifests/, root/, pki/, config.yaml, minikubelet.log. Needs common.sh.

# A port nobody listens on, from below the range the kernel hands out.
free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    [[ -n $(ss --no-header --listening --tcp --numeric "sport = :$port") ]] || break
  done
  echo "$port"
}

# write_daemon_config FILE PORT HEALTHZ_PORT
write_daemon_config() {
  cat >"$1" <<EOF_CONF
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: 127.0.0.1
port: $2
healthzPort: $3
EOF_CONF
}

# launch_daemon FOLDER EXECUTABLE SOCKET NODE_NAME
launch_daemon() {
  local folder=$1
  mkdir -p "$folder/manifests" "$folder/root"
  setsid nohup "$2" --config "$folder/config.yaml" --pod-manifest-path "$folder/manifests" --root-dir "$folder/root" \
    --cert-dir "$folder/pki" --container-runtime-endpoint "unix://$3" --hostname-override "$4" \
    >"$folder/minikubelet.log" 2>&1 </dev/null &
  echo $! >"$folder/minikubelet.pid"
  # Between fork and exec it still looks like this script.
  until started_for $! "$folder" || process_gone $!; do sleep 0.02; done
}

daemon_running() { started_for "$(cat "$1/minikubelet.pid" 2>/dev/null)" "$1"; }

stop_daemon() { stop_process "$(cat "$1/minikubelet.pid" 2>/dev/null || true)" 20 "$1"; }
