# shellcheck shell=bash
# One PID namespace for the pod, and pause, its first process, reaps what others orphan.
for container in first second; do
  expect_shared pid sandbox "$container"
  expect_shared net sandbox "$container"
  expect_equal "PID 1 as $container sees it" pause "$(first_process_in "$container")"
  expect_different "$container is not PID 1" 1 "$(fact "$container" pid)"
done
expect_own pid sandbox host
no_sleep_left() { ! grep -qsx sleep "$(file_in second /proc)"/[0-9]*/comm; }
expect_eventually "the orphan has been reaped" no_sleep_left
expect_equal "zombies in the pod" 0 "$(zombies_in first | wc -l)"
