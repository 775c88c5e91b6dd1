# SIGHUP: a good file takes effect, a bad one changes nothing, calls go on.
. "$(dirname "$0")/lib.sh"

ns='xmlns="http://www.sipfoundry.org/sipX/schema/xml/rest-config-00-00"'
config()	{ printf '%s\n' "<rest-config $ns>" "$@" '</rest-config>' >config.xml; }
reload()
{
	local before
	before=$(grep -c 'event=' "$DAEMON_LOG")
	kill -HUP "$DAEMON_PID"
	sleep 0.3
	alive "$DAEMON_PID" || fail "the daemon ended"
	[ "$(grep -c 'event=' "$DAEMON_LOG")" -gt "$before" ] ||
		fail "nothing is logged about the reload"
}
short()	{ post "$(path_of user1 user2 timeout=x)"; }

phone_start alice -pause_msg_ign <<'END'
receive INVITE
send 180 Ringing
wait 4000
send 486 Busy Here
receive ACK
END
config '<error-format>plain</error-format>'
write_users user1 user2
start_daemon_for alice -c "$TEST_DIR/config.xml"
call user1 user2
post "$(path_of user3 user2)"
expect_code 403

say "a new user and another setting"
write_users user1 user2 user3
config '<error-format>sipxrest</error-format>'
reload
short
expect_http_header 'Content-Type: text/xml.*'
post "$(path_of user3 user2 action=hangup)"
expect_code 404

say "a bad users file: the old users stay"
say '<validusers><user>' >users.xml
reload
grep -aq 'users.xml:1:' "$DAEMON_LOG" || fail "no place of the fault is told"
post "$(path_of user3 user2 action=hangup)"
expect_code 404

say "a bad configuration: the old one stays"
write_users user1
config '<error-format>odd</error-format>'
reload
grep -aq 'config.xml:2:' "$DAEMON_LOG" || fail "no place of the fault is told"
short
expect_http_header 'Content-Type: text/xml.*'
post "$(path_of user3 user2 action=hangup)"
expect_code 404

say "files that are gone"
rm config.xml users.xml
reload
short
expect_http_header 'Content-Type: text/xml.*'

status user1 user2
expect_line 'INVITE SIP/2.0 180 Ringing'
phone_done alice
