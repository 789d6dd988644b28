# shellcheck shell=bash
# What the kernel says about a process, read on the host from /proc. `pid` maps a container's name (and `sandbox`)
# to its process; it is filled by raw.sh or by daemon.sh.

declare -gA pid=()

# The host is where this script runs. (PID 1 may be out of reach, for instance in a container.)
process_of() {
  if [[ $1 == host ]]; then echo "$$"; else echo "${pid[$1]:?no container $1}"; fi
}

# namespace CONTAINER KIND: such as `net:[4026532185]`.
namespace() { readlink "/proc/$(process_of "$1")/ns/$2"; }

hostname_in() { nsenter --target "$(process_of "$1")" --uts hostname; }

# file_in CONTAINER PATH: the path as the container sees it.
file_in() { echo "/proc/$(process_of "$1")/root$2"; }

# fact CONTAINER KEY: what /probe wrote from inside; every line of that key.
fact() { sed -n "s/^$2=//p" "$(file_in "$1" /tmp/facts)"; }

# mount_in CONTAINER TARGET FIELD: device, options, type or superblock of the topmost mount there.
mount_in() {
  awk -v target="$2" -v field="$3" '
    $5 == target {
      for (i = 7; $i != "-"; i++) { }
      value["device"] = $3; value["options"] = $6; value["type"] = $(i + 1); value["superblock"] = $(i + 3)
      found = value[field]
    }
    END { print found }' "/proc/$(process_of "$1")/mountinfo"
}

# zombies_in CONTAINER: dead processes that nobody reaped, in the PID namespace its /proc shows.
zombies_in() { grep -ls '^State:.Z' "$(file_in "$1" /proc)"/[0-9]*/status || true; }

# first_process_in CONTAINER: the command that is PID 1 where the container is.
first_process_in() { cat "$(file_in "$1" /proc/1/comm)"; }
