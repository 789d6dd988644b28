# shellcheck shell=bash
right() {
  raw_sandbox
  # `docker run` keeps the entry point, `ctr run` replaces it.
  if [[ ${runtime:?} == docker ]]; then
    raw_container only image=nonroot -- "exec /probe /tmp/facts"
  else
    raw_container only image=nonroot -- /bin/sh -c "exec /probe /tmp/facts"
  fi
}
wrong() {
  raw_sandbox
  raw_container only -- /bin/busybox sh -c 'exec /probe /tmp/facts'
}
