# shellcheck shell=bash
# Every container joins the sandbox's network, IPC and UTS namespaces; mounts and processes are its own.
for container in first second; do
  expect_shared net sandbox "$container"
  expect_shared ipc sandbox "$container"
  expect_shared_hostname sandbox "$container"
  expect_own mnt sandbox "$container"
  expect_own pid sandbox "$container"
  expect_equal "$container is PID 1" 1 "$(fact "$container" pid)"
  expect_inside_agrees "$container"
done
for kind in net ipc uts mnt pid; do
  expect_own "$kind" sandbox host
done
