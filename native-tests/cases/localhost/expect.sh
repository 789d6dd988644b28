# shellcheck shell=bash
# What listens on loopback in one container answers another of the pod, and nobody else.
expect_equal "the page the client got over localhost" "from the server" "$(cat "$(file_in client /tmp/page)" 2>/dev/null)"
expect_shared net server client
expect_own net server host
