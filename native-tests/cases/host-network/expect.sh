# shellcheck shell=bash
# The node's network, and with it the node's host name; nothing else of the node.
expect_shared net host sandbox
expect_shared net host only
expect_equal "the host name is the node's" "$(hostname)" "$(fact only hostname)"
expect_own ipc host only
expect_own pid host only
expect_shared ipc sandbox only
expect_inside_agrees only
