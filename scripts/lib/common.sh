# shellcheck shell=bash
# Shared by every script: where we are, how we talk, how we wait.

# Without it a failing command inside $(…) goes unnoticed.
shopt -s inherit_errexit

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
artifacts=$repository/artifacts
export repository artifacts

say() { printf '\n==> %s\n' "$*" >&2; }
note() { printf '    %s\n' "$*" >&2; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

need_root() { [[ $EUID -eq 0 ]] || die "$(basename "$0") needs root: run it with sudo"; }

need_command() {
  local command
  for command; do
    command -v "$command" >/dev/null || die "'$command' is missing: run scripts/setup.sh first"
  done
}

# wait_until SECONDS WHAT COMMAND…: runs COMMAND until it succeeds; says what never came true.
wait_until() {
  local deadline=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < deadline)) || {
      printf 'error: gave up waiting until %s\n' "$what" >&2
      return 1
    }
    sleep 0.1
  done
}

process_alive() { [[ -n ${1:-} && -d /proc/$1 && $(process_state "$1") != Z ]]; }
process_gone() { ! process_alive "$1"; }
process_state() { sed -n 's/^State:\t\(.\).*/\1/p' "/proc/$1/status" 2>/dev/null; }

# started_for PID FOLDER: the process is alive and its command line names the folder; a number that was given away again is not it.
started_for() { process_alive "$1" && grep -qsz -F -e "$2" "/proc/$1/cmdline"; }

# stop_process PID SECONDS FOLDER: SIGTERM, and SIGKILL when that did not help in time; only what was started for the folder.
stop_process() {
  started_for "$1" "$3" || return 0
  kill -TERM "$1" 2>/dev/null || return 0
  wait_until "$2" "process $1 has ended" process_gone "$1" && return 0
  kill -KILL "$1" 2>/dev/null || return 0
  wait_until 5 "process $1 has been killed" process_gone "$1"
}
