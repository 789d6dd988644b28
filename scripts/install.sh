#!/usr/bin/env bash
# Puts the built daemon, its configuration and its unit in place. Never overwrites a configuration.
# shellcheck source-path=SCRIPTDIR
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/lib/common.sh"

need_root
[[ -x $artifacts/minikubelet ]] || die "artifacts/minikubelet is not there yet: run scripts/build.sh first"
install -D -m 0755 "$artifacts/minikubelet" /usr/local/bin/minikubelet
install -D -m 0644 "$artifacts/images/pause.tar" /usr/local/lib/minikubelet/pause.tar
install -d -m 0755 /etc/minikubelet/manifests
[[ -e /etc/minikubelet/config.yaml ]] || cat >/etc/minikubelet/config.yaml <<'EOF_CONF'
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
staticPodPath: /etc/minikubelet/manifests
EOF_CONF
install -D -m 0644 "$repository/scripts/minikubelet.service" /etc/systemd/system/minikubelet.service
[[ ! -S /run/containerd/containerd.sock ]] || "$repository/scripts/load-images.sh" --containerd /run/containerd/containerd.sock --only pause
[[ ! -S /run/docker.sock ]] || "$repository/scripts/load-images.sh" --docker /run/docker.sock --only pause
note "installed; start it with: systemctl daemon-reload && systemctl enable --now minikubelet"
