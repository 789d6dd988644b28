#!/usr/bin/env bash
# Puts the built daemon, its configuration and its unit in place. Never overwrites a configuration.
# shellcheck source-path=SCRIPTDIR
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/lib/common.sh"

need_root
[[ -x $artifacts/minikubelet ]] || die "artifacts/minikubelet is not there yet: run scripts/build.sh first"
install -D -m 0755 "$artifacts/minikubelet" /usr/local/bin/minikubelet
install -d -m 0755 /etc/minikubelet/manifests
[[ -e /etc/minikubelet/config.yaml ]] || cat >/etc/minikubelet/config.yaml <<'EOF_CONF'
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
staticPodPath: /etc/minikubelet/manifests
EOF_CONF
install -D -m 0644 "$repository/scripts/minikubelet.service" /etc/systemd/system/minikubelet.service

# The image that holds a pod's namespaces open, which no registry has. A socket may be there and nobody behind it.
runtime=
for socket in /run/containerd/containerd.sock /run/docker.sock; do
  [[ -S $socket ]] || continue
  runtime=$(basename "$socket" .sock)
  "$repository/scripts/load-images.sh" "--$runtime" "$socket" --only pause ||
    note "$runtime does not answer; once it does: scripts/load-images.sh --$runtime $socket --only pause"
done
[[ -n $runtime ]] || note "no containerd or Docker runs; once one does: scripts/load-images.sh --containerd|--docker SOCKET --only pause"
note "installed; start it with: systemctl daemon-reload && systemctl enable --now minikubelet"
