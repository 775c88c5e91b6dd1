# Phones without end answer one INVITE, and so does somebody long after that
# call: each gets its ACK and BYE, but for no more than 64 at a time; and nobody
# else has to wait.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

hostile()	{ python3 -B "$here/phones/hostile.py" "$SIP_PORT" "$@"; }
count()		{ sed -n "s/^$1 //p" heard; }

start_talking alice bob carol dave
call_up carol dave
place alice bob
talk <<'END'
alice receives INVITE with SDP
alice sends 200 with SDP
alice receives ACK
bob receives INVITE without SDP
END

# Those that answer their BYE are no burden.
hostile alice polite 200 >heard || fail "the daemon is not there"
[ "$(count ACK)" = 200 ] && [ "$(count BYE)" = 200 ] ||
	fail "not an ACK and a BYE each: $(cat heard)"

hostile alice forked 2000 2 >heard &
started $!
flood=$!
sleep 0.7
from=$(now_ms)
post "$(path_of dave carol sipMethod=Invite)"
expect_code 200
took=$(($(now_ms) - from))
[ $took -lt 2000 ] || fail "a POST took $took ms"
talk <<'END'
dave#2 receives INVITE with SDP
dave#2 sends 486
carol sends INVITE with SDP hold
dave receives INVITE with SDP of carol
dave sends 200 with SDP
carol receives 200 with SDP of dave
carol sends ACK
dave receives ACK
bob sends 200 with SDP
alice receives INVITE with SDP of bob
alice sends 200 with SDP
bob receives ACK with SDP of alice
alice receives ACK
END
leave alice bob
expect_over alice bob sipMethod=Invite
wait $flood || fail "the daemon is not there: $(tail -3 daemon.log)"
[ "$(count BYE)" -ge 1 ] && [ "$(count BYE)" -le 64 ] &&
	[ "$(count ACK)" -le 64 ] || fail "so many at a time: $(cat heard)"

# Nothing is left of that call.
hostile alice forked 2000 1 >heard || fail "the daemon is not there"
left=$(count BYE)
[ "${left:-0}" -le 64 ] || fail "so many at a time: $(cat heard)"
leave carol dave
phones_end
stop_daemon
