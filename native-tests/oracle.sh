#!/usr/bin/env bash
# Proves the expectations of the cases on pods made by hand: each must hold for the pod built right, and must be
# missed by the pod built wrong. An expectation that cannot fail proves nothing.
#   native-tests/oracle.sh docker|containerd SOCKET [CASE…]
# shellcheck source-path=SCRIPTDIR disable=SC1090,SC1091,SC2030,SC2031
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
. "$here/../scripts/lib/common.sh"
need_root
runtime=$1 socket=$2
work=$(mktemp -d /var/tmp/mk-oracle.XXXXXX)
. "$here/lib/check.sh"
. "$here/lib/kernel.sh"
. "$here/lib/raw.sh"

cleanup() {
  raw_remove
  rm -rf --one-file-system "$work"
}
trap cleanup EXIT

facts_written() {
  local name
  for name in "${!pid[@]}"; do
    [[ $name == sandbox || -e $(file_in "$name" /tmp/facts) ]] || return 1
  done
}

# misses_of CASE: how many expectations the pod at hand does not meet.
misses_of() (
  passed=0 failed=0
  . "$1/expect.sh" >/dev/null
  echo "$failed"
)

shift 2
cases=("$@")
((${#cases[@]})) || mapfile -t cases < <(ls "$here/cases")
for name in "${cases[@]}"; do
  case=$here/cases/$name
  after() { :; }
  . "$case/raw.sh"

  echo "# $name on $runtime, built right"
  right
  wait_until 10 "every container of $name has told its facts" facts_written
  . "$case/expect.sh"
  raw_remove
  after

  wrong
  wait_until 10 "every container of $name, built wrong, has told its facts" facts_written
  misses=$(misses_of "$case")
  raw_remove
  after
  if ((misses > 0)); then ok "$name notices a pod built wrong"; else not_ok "$name" "a pod built wrong passes"; fi
done

echo "$passed passed, $failed failed"
((failed == 0 && passed > 0))
