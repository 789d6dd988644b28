# shellcheck shell=bash
# Writes container images without an image builder: the docker-archive layout (manifest.json, a configuration
# named by its digest, one layer), which both `docker load` and `ctr images import` read.
# The same content always gives the same bytes: names sorted, times zero, owner root.

image_architecture() {
  case $(uname -m) in
    x86_64) echo amd64 ;;
    aarch64) echo arm64 ;;
    *) uname -m ;;
  esac
}

deterministic_tar() {
  tar --create --file "$1" --directory "$2" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --format=gnu "${@:3}"
}

# write_image ARCHIVE NAME ROOTFS CONFIG: CONFIG is the JSON object that says how to run the image.
write_image() {
  local archive=$1 name=$2 rootfs=$3 config=$4 work layer_digest config_digest
  work=$(mktemp -d)
  deterministic_tar "$work/layer.tar" "$rootfs" .
  layer_digest=$(sha256sum <"$work/layer.tar" | cut -d' ' -f1)
  mkdir "$work/$layer_digest"
  mv "$work/layer.tar" "$work/$layer_digest/layer.tar"
  printf '{"architecture":"%s","os":"linux","created":"1970-01-01T00:00:00Z","config":%s,"rootfs":{"type":"layers","diff_ids":["sha256:%s"]},"history":[{"created":"1970-01-01T00:00:00Z","created_by":"scripts/build-images.sh"}]}' \
    "$(image_architecture)" "$config" "$layer_digest" >"$work/config.json"
  config_digest=$(sha256sum <"$work/config.json" | cut -d' ' -f1)
  mv "$work/config.json" "$work/$config_digest.json"
  printf '[{"Config":"%s.json","RepoTags":["%s"],"Layers":["%s/layer.tar"]}]' \
    "$config_digest" "$name" "$layer_digest" >"$work/manifest.json"
  deterministic_tar "$archive.new" "$work" manifest.json "$config_digest.json" "$layer_digest"
  mv "$archive.new" "$archive"
  rm -rf "$work"
}
