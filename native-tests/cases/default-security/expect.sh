# shellcheck shell=bash
# Without a securityContext: the runtimes' common fourteen capabilities, the runtime's seccomp profile (better on purpose: the
# kubelet has none), and privileges that may be gained. The same on both runtimes.
expect_equal "effective capabilities" 00000000a80425fb "$(fact only CapEff)"
expect_equal "bounding capabilities" 00000000a80425fb "$(fact only CapBnd)"
expect_equal "seccomp filters (RuntimeDefault: secure unless configured otherwise)" 2 "$(fact only Seccomp)"
expect_equal "no_new_privs is off" 0 "$(fact only NoNewPrivs)"
expect_equal "root" 0 "$(fact only uid)"
