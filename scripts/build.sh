#!/usr/bin/env bash
# Publishes the daemon as one executable, artifacts/minikubelet: self-contained, trimmed, compiled ahead (ReadyToRun).
#   scripts/build.sh [--aot]     --aot: NativeAOT, on a machine that can restore its compiler package (also needs clang)
# shellcheck source-path=SCRIPTDIR
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/lib/common.sh"
. "$repository/scripts/lib/dotnet.sh"

properties=(-p:PublishTrimmed=true -p:PublishReadyToRun=true -p:PublishSingleFile=true)
case ${1:-} in
  '') ;;
  --aot) properties=(-p:PublishAot=true -p:RestorePackagesWithLockFile=false) ;;
  *) die "usage: scripts/build.sh [--aot]" ;;
esac

# Google.Protobuf's JSON and reflection parts cannot be trimmed safely, and it says so (IL2104). We use neither: only the
# generated messages' binary form. Trim warnings about our own code still break the build.
properties+=(-p:WarningsNotAsErrors=IL2104)

need_command dotnet
out=$artifacts/publish
rm -rf "$out"
dotnet publish "$repository/src/MiniKubelet" --configuration Release --self-contained --output "$out" \
  --verbosity quiet --nologo -p:DebugType=none -p:SatelliteResourceLanguages=en "${properties[@]}"
mv -f "$out/minikubelet" "$artifacts/minikubelet"
rm -rf "$out"
note "artifacts/minikubelet: $(du -h "$artifacts/minikubelet" | cut -f1)"
