#!/usr/bin/env bash
# Fails when something of a private runtime or registry that lived below FOLDER is still on the machine.
#   scripts/leftovers.sh FOLDER
# shellcheck source-path=SCRIPTDIR
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/lib/common.sh"
. "$repository/scripts/lib/network.sh"

folder=$(readlink -m "${1:?usage: scripts/leftovers.sh FOLDER}")
passed=0 failed=0

# check WHAT TEXT: there must be no text.
check() {
  if [[ -z $2 ]]; then
    echo "ok no $1"
    passed=$((passed + 1))
  else
    printf 'FAILED %s left behind:\n%s\n' "$1" "$2"
    failed=$((failed + 1))
  fi
}

# What was started with a path below the folder, or is in a container whose root file system is kept there.
processes() {
  local process
  for process in /proc/[0-9]*; do
    [[ ${process#/proc/} != "$$" ]] || continue
    if grep -qsF "$folder/" "$process/cmdline" || runs_in_container "$process"; then
      echo "${process#/proc/} $(cat "$process/comm" 2>/dev/null || true)"
    fi
  done
}

runs_in_container() { [[ -e $1/ns/mnt && ! $1/ns/mnt -ef /proc/self/ns/mnt ]] && grep -qsF "$folder/" "$1/mountinfo"; }

bridges=$(for name in c d r; do bridge_name "$folder/$name"; echo; done)
check processes "$(processes)"
check mounts "$(grep -F " $folder/" /proc/mounts || true)"
check "files" "$(ls -d "$folder" 2>/dev/null || true)"
check bridges "$(ip -o link | grep -F "$bridges" || true)"
check addresses "$(ip -o address | grep -F "$bridges" || true)"
check certificates "$(find /etc/docker/certs.d -lname "$folder/*" 2>/dev/null || true)"
check "firewall rules" "$(iptables-save | grep -F "$bridges" || true)"
check cgroups "$(find /sys/fs/cgroup -type d | grep -F "$bridges" || true)"
echo "$passed passed, $failed failed"
((failed == 0))
