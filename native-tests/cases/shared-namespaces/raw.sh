# shellcheck shell=bash
right() {
  raw_sandbox hostname=shared-namespaces
  raw_container first -- /probe /tmp/facts
  raw_container second -- /probe /tmp/facts
}
wrong() {
  raw_sandbox hostname=shared-namespaces
  raw_container first -- /probe /tmp/facts
  raw_container second network=own ipc=own uts=own -- /probe /tmp/facts
}
