# shellcheck shell=bash
# A private docker-registry. Needs common.sh and network.sh.

registry_user=puller
registry_password=pull-me-if-you-can

# An address of its own on the loopback device: Docker asks no certificate of 127.0.0.0/8, and no other address is always there.
# The kernel refuses one that is taken.
registry_address_up() {
  local third address
  for third in $(seq 1 254); do
    address=10.214.$third.1
    subnet_is_free "$address/32" || continue
    ip address add "$address/32" dev lo label "lo:$(bridge_name "$1")" 2>/dev/null || continue
    echo "$address"
    return 0
  done
  die "no free address left in 10.214.0.0/16"
}

registry_address_down() {
  local label address
  label=lo:$(bridge_name "$1")
  # (`ip address flush label` would do, but says an error when there is none.)
  for address in $(ip -o -4 address show dev lo label "$label" | awk '{ print $4 }'); do
    ip address delete "$address" dev lo
  done
}

# make_registry_certificates FOLDER ADDRESS
make_registry_certificates() {
  local folder=$1
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/CN=minikubelet test authority" \
    -keyout "$folder/ca.key" -out "$folder/ca.crt" 2>/dev/null
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=minikubelet test registry" \
    -keyout "$folder/tls.key" -out "$folder/tls.csr" 2>/dev/null
  printf 'subjectAltName=IP:%s\nextendedKeyUsage=serverAuth\n' "$2" >"$folder/tls.extensions"
  openssl x509 -req -in "$folder/tls.csr" -CA "$folder/ca.crt" -CAkey "$folder/ca.key" -CAcreateserial -days 30 \
    -extfile "$folder/tls.extensions" -out "$folder/tls.crt" 2>/dev/null
}

# write_registry_config FOLDER ADDRESS:PORT
write_registry_config() {
  local folder=$1
  cat >"$folder/config.yml" <<EOF_CONF
version: 0.1
log: { level: warn }
storage:
  filesystem: { rootdirectory: $folder/data }
http:
  addr: $2
  secret: not-shared-with-anyone
  tls: { certificate: $folder/tls.crt, key: $folder/tls.key }
auth:
  htpasswd: { realm: minikubelet, path: $folder/htpasswd }
EOF_CONF
}

start_registry() {
  local folder=$1
  setsid nohup docker-registry serve "$folder/config.yml" >"$folder/registry.log" 2>&1 </dev/null &
  echo $! >"$folder/registry.pid"
  wait_until 60 "the registry in $folder answers" registry_answers_or_died "$@"
  registry_answers "$@" || {
    tail -n 20 "$folder/registry.log" >&2
    die "the registry in $folder ended at once; its last lines are above"
  }
}

registry_answers() { registry_curl "$1" --output /dev/null "https://$2/v2/"; }
registry_answers_or_died() { process_gone "$(<"$1/registry.pid")" || registry_answers "$@"; }

# Not through any proxy: it is on this machine.
registry_curl() {
  curl --silent --show-error --fail --noproxy '*' --cacert "$1/ca.crt" --user "$registry_user:$registry_password" "${@:2}"
}

# push_blob FOLDER ADDRESS REPOSITORY FILE
push_blob() {
  local location digest
  digest=$(sha256sum <"$4" | cut -d' ' -f1)
  location=$(registry_curl "$1" --request POST --output /dev/null --dump-header - "https://$2/v2/$3/blobs/uploads/" |
    sed -n 's/^[Ll]ocation: \(.*\)\r$/\1/p')
  registry_curl "$1" --request PUT --header 'Content-Type: application/octet-stream' --data-binary "@$4" \
    "$location&digest=sha256:$digest"
  printf '"size":%d,"digest":"sha256:%s"' "$(stat --format %s "$4")" "$digest"
}

# push_archive FOLDER ADDRESS REPOSITORY TAG ARCHIVE: an archive of lib/image.sh, over the registry's HTTP API.
push_archive() {
  local work config layer types=application/vnd.docker
  [[ -f $5 ]] || "$repository/scripts/build-images.sh"
  work=$(mktemp -d)
  tar --extract --file "$5" --directory "$work"
  gzip --no-name "$work"/*/layer.tar
  config=$(push_blob "$1" "$2" "$3" "$(ls "$work"/*[0-9a-f].json | grep -v '/manifest.json$')")
  layer=$(push_blob "$1" "$2" "$3" "$(ls "$work"/*/layer.tar.gz)")
  printf '{"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"%s",%s},"layers":[{"mediaType":"%s",%s}]}' \
    $types.distribution.manifest.v2+json $types.container.image.v1+json "$config" $types.image.rootfs.diff.tar.gzip "$layer" \
    >"$work/pushed.json"
  registry_curl "$1" --request PUT --header "Content-Type: $types.distribution.manifest.v2+json" --data-binary "@$work/pushed.json" \
    "https://$2/v2/$3/manifests/$4"
  rm -rf "$work"
}

# trust_registry FOLDER ADDRESS CERTIFICATES: both runtimes look at each pull for an authority in HOST:PORT/ca.crt.
trust_registry() {
  mkdir -p "$3/$2"
  ln -sf "$1/ca.crt" "$3/$2/ca.crt"
}

# Docker knows one folder for them, whichever dockerd it is; ours is named by a host and port that nobody else has.
docker_certificates=/etc/docker/certs.d

forget_in_docker() {
  local link
  for link in $(find "$docker_certificates" -lname "$1/ca.crt" 2>/dev/null); do
    rm -r "$(dirname "$link")"
  done
  # Only empty folders go: to Docker they say nothing.
  rmdir "$docker_certificates" /etc/docker 2>/dev/null || true
}
