# shellcheck shell=bash
# What the image says about how to run it holds where the manifest says nothing.
expect_equal "the image's user" 1234 "$(fact only uid)"
expect_equal "the image's group" 2345 "$(fact only gid)"
expect_equal "the image's folder" /work "$(fact only cwd)"
expect_equal "the image's variable" "IMAGE_VARIABLE=from-image" "$(fact only env | grep ^IMAGE_VARIABLE=)"
expect_equal "a user without capabilities" 0000000000000000 "$(fact only CapEff)"
