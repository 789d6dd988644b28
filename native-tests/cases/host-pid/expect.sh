# shellcheck shell=bash
# The node's processes; the pod keeps a network and IPC of its own.
expect_shared pid host only
expect_equal "PID inside and outside" "${pid[only]}" "$(fact only pid)"
expect_own net host only
expect_own ipc host only
expect_shared net sandbox only
expect_shared ipc sandbox only
