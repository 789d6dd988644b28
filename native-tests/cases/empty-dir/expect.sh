# shellcheck shell=bash
# A volume is one place for all containers; medium Memory is a tmpfs that holds no more than its limit.
expect_eventually "the reader sees the file on disk" cmp "$(file_in writer /disk/file)" "$(file_in reader /disk/file)"
expect_eventually "the reader sees the file in memory" cmp "$(file_in writer /memory/file)" "$(file_in reader /cache/file)"
expect_equal "both have the same tmpfs" "$(mount_in writer /memory device)" "$(mount_in reader /cache device)"
expect_equal "the memory volume's type" tmpfs "$(mount_in writer /memory type)"
expect_match "the memory volume's size" '(^|,)size=4096k(,|$)' "$(mount_in writer /memory superblock)"
expect_different "the disk volume's type is not tmpfs" tmpfs "$(mount_in writer /disk type)"
expect_match "the writer may write" '^rw(,|$)' "$(mount_in writer /disk options)"
expect_match "readOnly is honoured" '^ro(,|$)' "$(mount_in reader /disk options)"
expect_equal "anyone may write: mode of the disk volume" 777 "$(stat --format %a "$(file_in writer /disk)")"
expect_equal "anyone may write: mode of the memory volume" 777 "$(stat --format %a "$(file_in writer /memory)")"
