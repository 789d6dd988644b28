#!/usr/bin/env bash
# Loads artifacts/images into a runtime, without a registry. Loading again changes nothing.
#   scripts/load-images.sh --containerd SOCKET [--config FILE] [--only NAME]   FILE: its configuration (/etc/containerd/config.toml)
#   scripts/load-images.sh --docker SOCKET [--only NAME]                       NAME: such as pause, for pause.tar
# shellcheck source-path=SCRIPTDIR
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/lib/common.sh"

usage() {
  sed -n '2,4s/^# \{0,1\}//p' "$0" >&2
  exit 2
}

only='*' docker_socket='' containerd_socket='' config=/etc/containerd/config.toml
while (($#)); do
  [[ $# -ge 2 ]] || usage
  case $1 in
    --docker) docker_socket=$2 ;;
    --containerd) containerd_socket=$2 ;;
    --config) config=$2 ;;
    --only) only=$2 ;;
    *) usage ;;
  esac
  shift 2
done
[[ -n $docker_socket$containerd_socket ]] || usage
[[ -f $artifacts/images/pause.tar ]] || "$repository/scripts/build-images.sh"

if [[ -n $docker_socket ]]; then
  need_command docker
  for archive in "$artifacts"/images/$only.tar; do
    docker --host "unix://$docker_socket" load --quiet --input "$archive"
  done
fi

# containerd starts a sandbox from the image its configuration names, whatever the client says. (In the dump,
# version 2 of the configuration calls it sandbox_image, version 3 sandbox.)
wanted_sandbox_image() {
  containerd --config "$config" config dump | sed -n "s/^ *sandbox\(_image\)\? = [\"']\(.*\)[\"']\$/\2/p" | head -n 1
}

if [[ -n $containerd_socket ]]; then
  need_command ctr containerd
  k8s_ctr() { ctr --address "$containerd_socket" --namespace k8s.io "$@"; }
  for archive in "$artifacts"/images/$only.tar; do
    k8s_ctr images import "$archive"
  done
  sandbox_image=$(wanted_sandbox_image)
  # One that is there already is somebody's choice.
  if [[ -n $sandbox_image && -z $(k8s_ctr images list --quiet "name==$sandbox_image") ]]; then
    k8s_ctr images tag minikubelet.local/pause:1 "$sandbox_image"
  fi
fi
