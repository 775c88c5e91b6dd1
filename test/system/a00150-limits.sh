# As many descriptors as the hard limit allows, and no core.
. "$(dirname "$0")/lib.sh"

ulimit -S -n 256
start_daemon
read -r soft hard <<<"$(awk '/^Max open files/ { print $4, $5 }' \
	"/proc/$DAEMON_PID/limits")"
[ -n "$soft" ] && [ "$soft" = "$hard" ] ||
	fail "descriptors: $soft of $hard"
grep -q '^Max core file size *0 *0' "/proc/$DAEMON_PID/limits" ||
	fail "there may be a core"
