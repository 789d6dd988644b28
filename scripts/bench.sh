#!/usr/bin/env bash
# Measures the daemon on each runtime beside the floor: the same pods made by the runtime calls they cannot do without,
# in the same run, on a second private runtime of the same kind. Prints Markdown for docs/performance.md.
#   scripts/bench.sh [containerd|docker]…     RUNS=10 and IDLE_SECONDS=60 in the environment change how much
# shellcheck source-path=SCRIPTDIR
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/lib/common.sh"
. "$repository/scripts/lib/dotnet.sh"
. "$repository/scripts/lib/daemon.sh"

need_root
scripts=$repository/scripts
export PATH=$PATH:/usr/sbin:/sbin
work=$(mktemp -d /var/tmp/mk-bench.XXXXXX)

take_down() {
  local folder
  for folder in "$work"/*/runtime "$work"/*/floor; do
    [[ ! -e $folder ]] || "$scripts/runtime.sh" down "$folder"
  done
  rm -rf --one-file-system "$work"
}
trap take_down EXIT
trap 'exit 130' INT TERM

bench() {
  local kind=$1 folder=$work/$1 healthz socket floor_socket
  mkdir "$folder"
  healthz=$(free_port)
  write_daemon_config "$folder/config.yaml" "$(free_port)" "$healthz"
  socket=$("$scripts/runtime.sh" up "$kind" "$folder/runtime" 2>/dev/null)
  floor_socket=$("$scripts/runtime.sh" up "$kind" "$folder/floor" 2>/dev/null)
  "$repository/artifacts/bench/MiniKubelet.Benchmarks" "$kind" "$socket" "$floor_socket" "$folder" "$healthz" \
    "$artifacts/minikubelet" "${RUNS:-10}" "${IDLE_SECONDS:-60}"
  "$scripts/runtime.sh" down "$folder/floor"
  "$scripts/runtime.sh" down "$folder/runtime"
}

"$scripts/setup.sh"
"$scripts/build-images.sh"
[[ -x $artifacts/minikubelet ]] || "$scripts/build.sh"
dotnet build "$repository/tests/MiniKubelet.Benchmarks" --configuration Release --output "$artifacts/bench" --verbosity quiet --nologo

runtimes=("$@")
((${#runtimes[@]})) || runtimes=(containerd docker)
echo "$(date --utc +%F), $(nproc) processors, Linux $(uname -r), $(. /etc/os-release && echo "$PRETTY_NAME")"
for runtime in "${runtimes[@]}"; do
  bench "$runtime"
done
