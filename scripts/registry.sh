#!/usr/bin/env bash
# A private image registry for tests: TLS from an authority of its own, basic auth, our test image.
#   scripts/registry.sh up DIR [RUNTIME…]   starts one that keeps everything in DIR and prints its host:port; RUNTIME: folders of
#                                           private containerds (scripts/runtime.sh) that shall trust it, as any dockerd does
#   scripts/registry.sh down DIR            stops it and removes all it made
# It holds HOST:PORT/private/busybox:1, for user `puller` with password `pull-me-if-you-can`.
# shellcheck source-path=SCRIPTDIR
set -euo pipefail
scripts=$(dirname "$(readlink -f "$0")")
. "$scripts/lib/common.sh"
. "$scripts/lib/network.sh"
. "$scripts/lib/daemon.sh"
. "$scripts/lib/registry.sh"

usage() {
  sed -n '2,6s/^# \{0,1\}//p' "$0" >&2
  exit 2
}

up() {
  local folder address runtime
  folder=$(readlink -m "$1")
  [[ ! -e $folder || -z $(ls -A "$folder") ]] || die "$folder is not empty"
  need_command docker-registry htpasswd openssl curl ip ss
  mkdir -p "$folder"
  chmod 0711 "$folder"
  # Written before anything is made, so that `down` can clean up after a failure half-way.
  touch "$folder/private-registry"
  address=$(registry_address_up "$folder"):$(free_port)
  echo "$address" >"$folder/address"
  make_registry_certificates "$folder" "${address%:*}"
  htpasswd -Bbn "$registry_user" "$registry_password" >"$folder/htpasswd"
  write_registry_config "$folder" "$address"
  start_registry "$folder" "$address"
  push_archive "$folder" "$address" private/busybox 1 "$artifacts/images/test.tar"
  trust_registry "$folder" "$address" "$docker_certificates"
  for runtime in "${@:2}"; do
    trust_registry "$folder" "$address" "$(readlink -m "$runtime")/certs.d"
  done
  echo "$address"
}

down() {
  local folder
  folder=$(readlink -m "$1")
  [[ -e $folder ]] || return 0
  [[ -f $folder/private-registry ]] || die "$folder was not made by scripts/registry.sh: left alone"
  stop_process "$(cat "$folder/registry.pid" 2>/dev/null || true)" 10 "$folder"
  forget_in_docker "$folder"
  registry_address_down "$folder"
  rm -rf --one-file-system "$folder"
}

need_root
case ${1:-} in
  up) [[ $# -ge 2 ]] || usage; up "${@:2}" ;;
  down) [[ $# -eq 2 ]] || usage; down "$2" ;;
  *) usage ;;
esac
