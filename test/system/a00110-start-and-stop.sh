# It starts without any configuration, says where it listens, and stops.
. "$(dirname "$0")/lib.sh"

start_daemon
line=$(grep -m 1 event=ready "$DAEMON_LOG")
[[ $line == *ts=*level=info*event=ready*http=127.0.0.1:*sip=127.0.0.1:*domain=* ]] ||
	fail "the ready line: $line"
[ "$DOMAIN" = "127.0.0.1:$SIP_PORT" ] || fail "stand-alone domain: $DOMAIN"
[ "$(wc -l <<<"$line")" -eq 1 ] || fail "more than one line"
get "$(path_of user1 user2)"
expect_code 200

# Only the two ports, on loopback.
until_true 2 grep -q "$(printf '0100007F:%04X' "$SIP_PORT")" /proc/net/tcp ||
	fail "no TCP for SIP"
grep -q "$(printf '0100007F:%04X' "$SIP_PORT")" /proc/net/udp ||
	fail "no UDP for SIP"

begin=$(now_ms)
kill "$DAEMON_PID"
until_true 5 gone "$DAEMON_PID" || fail "does not stop"
wait "$DAEMON_PID" || fail "exit code $?"
DAEMON_PID=
took=$(($(now_ms) - begin))
[ $took -lt 2500 ] || fail "an idle daemon took $took ms to stop"

# SIGINT does it as well; and twice at once does no harm.
start_daemon
kill -INT "$DAEMON_PID"
kill "$DAEMON_PID"
until_true 5 gone "$DAEMON_PID" || fail "does not stop"
wait "$DAEMON_PID" || fail "exit code $?"
DAEMON_PID=

# Nor do signals that come while it is on its way out.
for n in 1 2 3 4 5 6 7 8; do
	start_daemon
	while kill "$DAEMON_PID" 2>/dev/null; do
		:
	done
	wait "$DAEMON_PID" || fail "many SIGTERM: exit code $?"
	DAEMON_PID=
	[ "$(grep -c event=drained "$DAEMON_LOG")" -eq 1 ] ||
		fail "drained more than once"
done
