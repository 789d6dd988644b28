# shellcheck shell=bash
# shellcheck disable=SC2016 # the container's shell expands it
serve='echo from the server > /var/www/index.html; httpd -p 127.0.0.1:8080 -h /var/www; exec /probe /tmp/facts'
fetch='until wget -q -O /tmp/page http://127.0.0.1:8080/; do [ $((++tries)) -lt 20 ] || break; sleep 0.1; done; exec /probe /tmp/facts'
right() {
  raw_sandbox
  raw_container server -- /bin/sh -c "$serve"
  raw_container client -- /bin/sh -c "$fetch"
}
wrong() {
  raw_sandbox
  raw_container server -- /bin/sh -c "$serve"
  raw_container client network=own -- /bin/sh -c "$fetch"
}
