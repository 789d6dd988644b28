#!/usr/bin/env bash
# The kernel's view of our pods, on both runtimes: first the expectations are proved on pods made by hand, then the
# daemon is judged by them. Ends with `N passed, N failed`.
# MINIKUBELET_TEST_CONTAINERD and MINIKUBELET_TEST_DOCKER name the sockets; one not named is skipped,
# or is a failure when MINIKUBELET_REQUIRE_RUNTIMES=1.
# shellcheck source-path=SCRIPTDIR
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
. "$here/../scripts/lib/common.sh"
. "$here/../scripts/lib/tally.sh"

log=$(mktemp)
trap 'rm -f "$log"' EXIT

run_part() {
  local status=0
  "$@" >"$log" 2>&1 || status=$?
  cat "$log"
  tally "$(basename "$1" .sh) on $2" "$(last_line_count "$log" passed)" "$(last_line_count "$log" failed)" 0 "$status"
}

run_runtime() {
  if [[ -n $2 ]]; then
    run_part "$here/oracle.sh" "$1" "$2"
    run_part "$here/against-daemon.sh" "$1" "$2"
  elif [[ ${MINIKUBELET_REQUIRE_RUNTIMES:-} == 1 ]]; then
    tally "$1" 0 1 0 1
  else
    note "$1: skipped, no socket given"
    skipped=$((skipped + 1))
  fi
}

run_runtime containerd "${MINIKUBELET_TEST_CONTAINERD:-}"
run_runtime docker "${MINIKUBELET_TEST_DOCKER:-}"
finish_tally
