#!/usr/bin/env bash
# Builds the images an air-gapped machine needs into artifacts/images, from our own C and Debian's busybox-static.
#   pause.tar    minikubelet.local/pause:1     holds a pod's namespaces open; ships with the daemon
#   test.tar     minikubelet.local/busybox:1   every busybox applet, /probe and /grpc-health, for tests and the demo
#   nonroot.tar  minikubelet.local/nonroot:1   the same with USER, ENTRYPOINT, CMD, ENV, WORKDIR and STOPSIGNAL set
# shellcheck source-path=SCRIPTDIR
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/lib/common.sh"
. "$(dirname "$(readlink -f "$0")")/lib/image.sh"

compile_pause() {
  gcc -Wall -Wextra -Werror -Os -static -nostdlib -fno-stack-protector -fno-asynchronous-unwind-tables \
    -Wl,--build-id=none -Wl,-z,noseparate-code -s -o "$1" "$repository/src/pause/pause.c"
}

# For the tests: native-tests/NAME/NAME.c
compile_test_program() {
  gcc -Wall -Wextra -Werror -Os -static -s -o "$2" "$repository/native-tests/$1/$1.c"
}

make_busybox_root() {
  local root=$1 applet
  mkdir -p "$root"/{bin,dev,etc,proc,root,sys,tmp,var/www,work}
  chmod 1777 "$root/tmp" "$root/work"
  install -m 0755 "$(command -v busybox)" "$root/bin/busybox"
  for applet in $("$root/bin/busybox" --list); do
    [[ $applet == busybox ]] || ln -s busybox "$root/bin/$applet"
  done
  printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n' >"$root/etc/passwd"
  printf 'root:x:0:\nnogroup:x:65534:\n' >"$root/etc/group"
  compile_test_program probe "$root/probe"
  compile_test_program grpc-health "$root/grpc-health"
}

need_command gcc busybox tar sha256sum
umask 022
images=$artifacts/images
mkdir -p "$images"
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

mkdir "$stage/pause"
compile_pause "$stage/pause/pause"
chmod 0755 "$stage/pause"
write_image "$images/pause.tar" minikubelet.local/pause:1 "$stage/pause" \
  '{"Entrypoint":["/pause"],"Env":["PATH=/"],"WorkingDir":"/","User":"65535:65535"}'

path_variable='"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"'
mkdir "$stage/busybox"
chmod 0755 "$stage/busybox"
make_busybox_root "$stage/busybox"
write_image "$images/test.tar" minikubelet.local/busybox:1 "$stage/busybox" \
  "{\"Cmd\":[\"/bin/sh\"],\"Env\":[$path_variable],\"WorkingDir\":\"/\"}"
write_image "$images/nonroot.tar" minikubelet.local/nonroot:1 "$stage/busybox" \
  "{\"User\":\"1234:2345\",\"Entrypoint\":[\"/bin/busybox\",\"sh\",\"-c\"],\"Cmd\":[\"echo default command; exec sleep 3600\"],\"Env\":[$path_variable,\"IMAGE_VARIABLE=from-image\"],\"WorkingDir\":\"/work\",\"StopSignal\":\"SIGINT\",\"Labels\":{\"io.kubernetes.pod.uid\":\"forged-by-image\"}}"

note "images: $(cd "$images" && echo *.tar) in ${images#"$repository/"}"
