# shellcheck shell=bash
# spec.hostname is the name of the sandbox and of its containers.
expect_equal "the host name inside" chosen-name "$(fact only hostname)"
expect_equal "the sandbox's host name" chosen-name "$(hostname_in sandbox)"
expect_shared_hostname sandbox only
