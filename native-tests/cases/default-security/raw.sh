# shellcheck shell=bash
right() {
  raw_sandbox
  raw_container only seccomp -- /probe /tmp/facts
}
wrong() {
  raw_sandbox
  raw_container only -- /probe /tmp/facts
}
