# shellcheck shell=bash
right() {
  raw_sandbox hostname=chosen-name
  raw_container only -- /probe /tmp/facts
}
wrong() {
  raw_sandbox hostname=another-name
  raw_container only -- /probe /tmp/facts
}
