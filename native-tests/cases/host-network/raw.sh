# shellcheck shell=bash
right() {
  raw_sandbox network=host
  raw_container only -- /probe /tmp/facts
}
wrong() {
  raw_sandbox
  raw_container only -- /probe /tmp/facts
}
