# shellcheck shell=bash
# The node's System V IPC; the pod keeps a network and processes of its own.
expect_shared ipc host only
expect_own net host only
expect_own pid host only
expect_shared net sandbox only
