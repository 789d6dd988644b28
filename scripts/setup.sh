#!/usr/bin/env bash
# Installs with apt what is missing on Debian 12 or 13, and says what. What is there already, from wherever, is used as it is.
#   scripts/setup.sh [build] [images] [containerd] [docker] [kubectl] [registry]     nothing named: all of them
# shellcheck source-path=SCRIPTDIR
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/lib/common.sh"

sdk_major=10
policy=/usr/sbin/policy-rc.d

# For each purpose: what must be there (a command or a file) and the package that brings it.
requirements() {
  case $1 in
    build) echo "dotnet:dotnet-sdk-$sdk_major.0 /etc/ssl/certs/ca-certificates.crt:ca-certificates" ;;
    images) echo "gcc:gcc /usr/include/stdio.h:libc6-dev /usr/share/doc/busybox-static:busybox-static" ;;
    containerd) echo "containerd:containerd ctr:containerd runc:runc /usr/lib/cni/bridge:containernetworking-plugins iptables:iptables ip:iproute2" ;;
    docker) echo "$(requirements containerd) dockerd:docker.io docker:$(docker_client_package)" ;;
    registry) echo "docker-registry:docker-registry htpasswd:apache2-utils openssl:openssl curl:curl ip:iproute2" ;;
    kubectl) echo "kubectl:kubernetes-client curl:curl" ;;
    *) die "unknown purpose '$1': build, images, containerd, docker, kubectl or registry" ;;
  esac
}

# Debian 13 has the docker command in a package of its own.
docker_client_package() {
  local release
  release=$(. /etc/os-release && echo "${VERSION_ID:-0}")
  if ((release >= 13)); then echo docker-cli; else echo docker.io; fi
}

present() {
  if [[ $1 == /* ]]; then [[ -e $1 ]]; else command -v "$1" >/dev/null; fi
}

missing_packages() {
  local purpose requirement
  for purpose; do
    for requirement in $(requirements "$purpose"); do
      present "${requirement%%:*}" || echo "${requirement#*:}"
    done
  done | sort -u
}

# A packaged containerd or dockerd would start at once and change the machine's firewall; we only need the files.
without_starting_services() {
  if [[ -e $policy ]]; then
    "$@"
    return 0
  fi
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
  "$@"
  rm -f "$policy"
  trap - EXIT
}

install_packages() {
  local package candidates=()
  say "installing: $*"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q
  for package; do
    apt-cache show "$package" >/dev/null 2>&1 && candidates+=("$package")
  done
  ((${#candidates[@]} == 0)) ||
    without_starting_services apt-get install -q -y --no-install-recommends "${candidates[@]}"
}

check_sdk() {
  local found
  found=$(cd "$repository"; dotnet --version 2>/dev/null) || true
  [[ $found == "$sdk_major".* ]] ||
    die "the .NET SDK $sdk_major.0 is needed (found: ${found:-none}) and no configured apt source has dotnet-sdk-$sdk_major.0:" \
      "see https://learn.microsoft.com/dotnet/core/install/linux-debian"
}

purposes=("$@")
((${#purposes[@]})) || purposes=(build images containerd docker kubectl registry)
export PATH=$PATH:/usr/sbin:/sbin

packages=$(missing_packages "${purposes[@]}")
if [[ -n $packages ]]; then
  need_root
  # shellcheck disable=SC2086 # one argument for each package
  install_packages $packages
fi
[[ " ${purposes[*]} " != *" build "* ]] || check_sdk
packages=$(missing_packages "${purposes[@]}")
# shellcheck disable=SC2086 # on one line
[[ -z $packages ]] || die "no configured apt source has these packages:" $packages
