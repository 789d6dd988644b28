#!/usr/bin/env bash
# Runs every suite on this machine: installs what is missing, builds, starts a private containerd, dockerd and registry,
# takes them down again whatever happens, and ends with `N passed, N failed`.
#   scripts/test.sh [SUITE…]     SUITE: a folder under tests/, or native-tests; all of them when none is named
# shellcheck source-path=SCRIPTDIR
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/lib/common.sh"
. "$repository/scripts/lib/dotnet.sh"
. "$repository/scripts/lib/tally.sh"

need_root
scripts=$repository/scripts
export PATH=$PATH:/usr/sbin:/sbin
work=$(mktemp -d /var/tmp/mk-test.XXXXXX)

take_down() {
  "$scripts/registry.sh" down "$work/r"
  "$scripts/runtime.sh" down "$work/c"
  "$scripts/runtime.sh" down "$work/d"
  rm -rf --one-file-system "$work"
}

# Whatever stops the run before its end, such as a build error, is a failure and the last line says so.
broken_off() {
  take_down
  say "the run broke off"
  failed=$((failed + 1))
  finish_tally
}
trap broken_off EXIT
trap 'exit 130' INT TERM

say "preparing"
"$scripts/setup.sh"
"$scripts/build-images.sh"
"$scripts/build.sh"
dotnet build "$repository/MiniKubelet.sln" --configuration Release --verbosity quiet --nologo
MINIKUBELET_TEST_CONTAINERD=$("$scripts/runtime.sh" up containerd "$work/c")
MINIKUBELET_TEST_DOCKER=$("$scripts/runtime.sh" up docker "$work/d")
"$scripts/registry.sh" up "$work/r" "$work/c" >&2
MINIKUBELET_TEST_REGISTRY=$work/r
export MINIKUBELET_TEST_CONTAINERD MINIKUBELET_TEST_DOCKER MINIKUBELET_TEST_REGISTRY
export MINIKUBELET_BIN=$artifacts/minikubelet
# The runtimes are there, so a test that finds none has a fault.
export MINIKUBELET_REQUIRE_RUNTIMES=1

rm -rf "$artifacts/tests"
mkdir -p "$artifacts/tests"
suites=("$@")
((${#suites[@]})) || mapfile -t suites < <(cd "$repository/tests" && ls -d -- *Tests && echo native-tests)
for suite in "${suites[@]}"; do
  if [[ $suite == native-tests ]]; then
    run_script_suite "$suite" "$repository/native-tests/run.sh"
  else
    run_dotnet_suite "$repository/tests/$suite"
  fi
done

say "taking down"
take_down
trap - EXIT
run_script_suite leftovers "$scripts/leftovers.sh" "$work"
finish_tally
