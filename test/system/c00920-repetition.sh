# The same POST within two seconds is the first one's repetition: one INVITE,
# one call id. Another parameter makes it another POST.
. "$(dirname "$0")/lib.sh"

phone_start alice <<'END'
receive INVITE
send 180 Ringing
wait 2500
send 486 Busy Here
receive ACK
END
start_daemon_for alice
call user1 user2 timeout=9
first=$CALL_ID
[ -n "$first" ] || fail "no X-Call-Id"
call user1 user2 timeout=9
[ "$CALL_ID" = "$first" ] || fail "two ids: $first and $CALL_ID"

# As libcurl does it with digest only: an empty POST that waits for its
# challenge, answered 200, then all of it again, chunked.
post "$(path_of user1 user2 timeout=9)" --digest -u user1:123 -T - </dev/null
expect_code 200
[ "$(http_header X-Call-Id)" = "$first" ] || fail "not the first call's id"
phone_done alice
expect_count alice 1 '> INVITE'

# After two seconds it is a new call.
phone_start alice <<'END'
receive INVITE
send 486 Busy Here
receive ACK
END
call user1 user2 timeout=9
[ "$CALL_ID" != "$first" ] || fail "an old POST still counts"
phone_done alice
