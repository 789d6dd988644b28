# shellcheck shell=bash
# Assertions. Each says what it compares; `passed` and `failed` count them.

: "${runtime:?docker or containerd}"
passed=0 failed=0

ok() {
  passed=$((passed + 1))
  echo "ok $1"
}

not_ok() {
  failed=$((failed + 1))
  echo "FAILED $1: $2"
}

expect_equal() {
  if [[ -n $2 && $2 == "$3" ]]; then ok "$1"; else not_ok "$1" "expected '$2', found '$3'"; fi
}

expect_different() {
  if [[ -n $2 && -n $3 && $2 != "$3" ]]; then ok "$1"; else not_ok "$1" "both are '$2'"; fi
}

expect_match() {
  if [[ $3 =~ $2 ]]; then ok "$1"; else not_ok "$1" "expected something like '$2', found '$3'"; fi
}

# expect_eventually WHAT COMMAND…: within five seconds.
expect_eventually() {
  if wait_until 5 "$1" "${@:2}" 2>/dev/null; then ok "$1"; else not_ok "$1" "still not so after five seconds"; fi
}

# expect_shared KIND A B: one namespace, seen from the host and, where the probe runs, from inside too.
expect_shared() {
  expect_equal "$2 and $3 share the $1 namespace" "$(namespace "$2" "$1")" "$(namespace "$3" "$1")"
}

expect_own() {
  expect_different "$2 and $3 have $1 namespaces of their own" "$(namespace "$2" "$1")" "$(namespace "$3" "$1")"
}

expect_shared_hostname() {
  expect_shared uts "$1" "$2"
  expect_equal "$1 and $2 have one host name" "$(hostname_in "$1")" "$(hostname_in "$2")"
}

# The inside and the outside must tell the same story, or one of the two is misread.
expect_inside_agrees() {
  local kind
  for kind in net ipc uts pid mnt; do
    expect_equal "$1 sees its $kind namespace as the host does" "$(namespace "$1" "$kind")" "$kind:[$(fact "$1" "ns.$kind")]"
  done
}
