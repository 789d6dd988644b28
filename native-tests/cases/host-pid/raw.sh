# shellcheck shell=bash
right() {
  raw_sandbox pid=host
  raw_container only pid=host -- /probe /tmp/facts
}
wrong() {
  raw_sandbox
  raw_container only -- /probe /tmp/facts
}
