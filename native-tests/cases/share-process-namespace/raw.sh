# shellcheck shell=bash
right() {
  raw_sandbox
  raw_container first pid=sandbox -- /probe /tmp/facts
  raw_container second pid=sandbox -- /bin/sh -c '(sleep 0.1 &); exec /probe /tmp/facts'
}
wrong() {
  raw_sandbox
  raw_container first pid=sandbox -- /probe /tmp/facts
  raw_container second -- /bin/sh -c '(sleep 0.1 &); exec /probe /tmp/facts'
}
