# A users file that everybody can read is no error, but is said.
. "$(dirname "$0")/lib.sh"

write_users user1
check=(-t --set sipx-proxy-domain=example.com --set http-port=0
	--set sip-port=0 --set users-file="$TEST_DIR/users.xml")
chmod 640 users.xml
run_daemon "${check[@]}"
expect_result 0
! grep -q note: "$SAID" || fail "it says $(cat "$SAID")"
chmod 644 users.xml
run_daemon "${check[@]}"
expect_result 0
expect_said "note: $TEST_DIR/users.xml can be read"

start_daemon --set sipx-proxy-domain=example.com \
	--set users-file="$TEST_DIR/users.xml"
warning="level=warn event=users-file-readable file=\"$TEST_DIR/users.xml\""
wait_for_log "$warning"
chmod 600 users.xml
kill -HUP "$DAEMON_PID"
wait_for_log event=reloaded
[ "$(grep -c "$warning" "$DAEMON_LOG")" -eq 1 ] || fail "said twice"
chmod 604 users.xml
kill -HUP "$DAEMON_PID"
said_twice()	{ [ "$(grep -c "$warning" "$DAEMON_LOG")" -eq 2 ]; }
until_true 5 said_twice || fail "the reload does not say it"
