# shellcheck shell=bash
# Adds up what the suites report. A suite that ran nothing counts as a failure: silence proves nothing.

passed=0 failed=0 skipped=0

# tally SUITE PASSED FAILED SKIPPED EXIT_STATUS
tally() {
  local suite=$1 suite_failed=$3 why=''
  if (($2 + $3 == 0)); then
    suite_failed=1 why=' (ran no test)'
  elif (($5 != 0 && $3 == 0)); then
    suite_failed=1 why=" (exit status $5 without a failed test)"
  fi
  passed=$((passed + $2)) failed=$((failed + suite_failed)) skipped=$((skipped + $4))
  note "$suite: $2 passed, $suite_failed failed$why$( (($4 == 0)) || echo ", $4 skipped")"
}

# run_dotnet_suite PROJECT_FOLDER: counts come from the results file, not from the console's words.
run_dotnet_suite() {
  local suite status=0 results counters
  suite=$(basename "$1")
  results=$artifacts/tests/$suite.trx
  say "$suite"
  dotnet test "$1" --configuration Release --no-build --nologo --verbosity quiet \
    --results-directory "$artifacts/tests" --logger "trx;LogFileName=$suite.trx" --logger 'console;verbosity=normal' \
    --blame-hang-timeout 10m >"$artifacts/tests/$suite.log" 2>&1 || status=$?
  counters=$(grep -o '<Counters [^>]*>' "$results" 2>/dev/null || true)
  ((status == 0)) || show_failure "$artifacts/tests/$suite.log"
  tally "$suite" "$(counter passed)" "$(counter failed)" "$(($(counter total) - $(counter executed)))" "$status"
}

# counter NAME: an attribute of $counters, 0 when there are no results.
counter() {
  local value
  value=$(sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$counters")
  echo "${value:-0}"
}

# run_script_suite NAME COMMAND…: the command's last line is `N passed, N failed`.
run_script_suite() {
  local suite=$1 status=0 log
  log=$artifacts/tests/$1.log
  shift
  say "$suite"
  "$@" >"$log" 2>&1 || status=$?
  ((status == 0)) || show_failure "$log"
  tally "$suite" "$(last_line_count "$log" passed)" "$(last_line_count "$log" failed)" "$(last_line_count "$log" skipped)" "$status"
}

last_line_count() {
  local value
  value=$(tail -n 1 "$1" | sed -n "s/.*\b\([0-9][0-9]*\) $2.*/\1/p")
  echo "${value:-0}"
}

show_failure() { grep -vE '^\s*(Passed|ok) ' "$1" | tail -n 200 >&2 || true; }

# The line every caller reads, and the exit status that goes with it.
finish_tally() {
  printf '%d passed, %d failed%s\n' "$passed" "$failed" "$( ((skipped == 0)) || printf ', %d skipped' "$skipped")"
  ((failed == 0 && passed > 0))
}
