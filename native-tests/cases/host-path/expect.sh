# shellcheck shell=bash
# The host's folder itself, made when it was not there, and as writable as the manifest says.
expect_equal "what the container wrote is on the host" "from inside" "$(cat "${work:?}/host-path/answer" 2>/dev/null)"
expect_equal "mode of the folder made" 755 "$(stat --format %a "$work/host-path")"
expect_match "mounted for writing" '^rw(,|$)' "$(mount_in only /data options)"
expect_match "mounted for reading" '^ro(,|$)' "$(mount_in only /data-to-read options)"
