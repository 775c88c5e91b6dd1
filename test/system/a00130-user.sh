# Becoming another user: the log file is that user's, so that it can be opened
# again, and the pid file has no old number when it cannot be removed.
. "$(dirname "$0")/lib.sh"
[ "$(id -u)" -eq 0 ] || skip "needs root"

# Not in TEST_DIR, which nobody else may look into.
place=$(mktemp -d "${TMPDIR:-/tmp}/callcontroller-user.XXXXXX")
chmod 755 "$place"
mkdir "$place/log"
chown nobody "$place/log"
log=$place/log/callcontrollerd.log

# The ready line is in the file, which start_daemon does not know.
: >"$DAEMON_LOG"
launch_daemon -u nobody -p "$place/pid" --set log-directory="$place/log"
until_true 10 grep -qs event=ready "$log" ||
	fail "no ready line in the file: $(cat "$DAEMON_LOG")"
[ "$(stat -c %U "$log")" = nobody ] || fail "the log is $(stat -c %U "$log")'s"
[ "$(awk '/^Uid:/ { print $2, $3, $4, $5 }' "/proc/$DAEMON_PID/status")" = \
    "$(id -u nobody) $(id -u nobody) $(id -u nobody) $(id -u nobody)" ] ||
	fail "it runs as: $(grep Uid "/proc/$DAEMON_PID/status")"
[ "$(cat "$place/pid")" = "$DAEMON_PID" ] || fail "pid file"

say "it is opened anew"
mv "$log" "$log.1"
kill -HUP "$DAEMON_PID"
until_true 5 grep -qs event=reloaded "$log" ||
	fail "no new file: $(tail -2 "$log.1")"
[ "$(stat -c %U "$log")" = nobody ] || fail "the new log is another's"

say "a symbolic link is not followed"
mv "$log" "$log.2"
ln -s "$place/log/elsewhere" "$log"
kill -HUP "$DAEMON_PID"
until_true 5 grep -qs event=reload-failed "$log.2" ||
	fail "the link is followed: $(tail -2 "$log.2")"
[ ! -e "$place/log/elsewhere" ] || fail "the link is followed"

say "the end"
stop_daemon
[ -e "$place/pid" ] || fail "nobody could remove the pid file?"
[ ! -s "$place/pid" ] || fail "the pid file still says $(cat "$place/pid")"

say "the groups of the user, if there is one with any"
read -r name <<<"$(getent group | awk -F: '
	$4 != "" { split($4, m, ","); print m[1]; exit }')"
if [ -n "$name" ] && id "$name" >/dev/null 2>&1; then
	rm -f "$log"
	chmod 777 "$place/log"
	: >"$DAEMON_LOG"
	launch_daemon -u "$name" --set log-directory="$place/log"
	until_true 10 grep -qs event=ready "$log" ||
		fail "no ready line: $(cat "$DAEMON_LOG")"
	has=$(awk '/^Groups:/ { $1 = ""; print }' \
		"/proc/$DAEMON_PID/status" | xargs -n 1 | sort -n | xargs)
	[ "$has" = "$(id -G "$name" | xargs -n 1 | sort -n | xargs)" ] ||
		fail "groups of $name: $has, not $(id -G "$name")"
	stop_daemon
fi
rm -rf "$place"
