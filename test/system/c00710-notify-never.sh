# The REFER is accepted and nothing is told: BYE after 32 s.
. "$(dirname "$0")/lib.sh"

PHONE_TIMEOUT=45 phone_start alice <<'END'
receive INVITE
send 200 OK
receive ACK
receive REFER
send 202 Accepted
receive BYE
send 200 OK
END
start_daemon_for alice
begin=$(now_ms)
call user1 user2
phone_done alice 40
took=$(($(now_ms) - begin))
[ $took -gt 25000 ] || fail "BYE after $took ms"
expect_count alice 1 '> BYE'
