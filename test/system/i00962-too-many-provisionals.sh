# A phone sends reliable provisional responses without end, each with the next
# number, and names somebody else as its Contact: he gets no more than 64 PRACKs
# for this INVITE, and nobody else has to wait.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob carol dave
call_up alice bob
place carol dave
talk_line carol receives INVITE with SDP
python3 -B "$here/phones/hostile.py" "$SIP_PORT" carol reliable 2000 2 >heard &
started $!
hostile=$!

# Meanwhile.
sleep 0.7
from=$(now_ms)
post "$(path_of bob alice sipMethod=Invite)"
expect_code 200
took=$(($(now_ms) - from))
[ $took -lt 2000 ] || fail "a POST took $took ms"
talk <<'END'
bob#2 receives INVITE with SDP
bob#2 sends 486
alice sends INVITE with SDP hold
bob receives INVITE with SDP of alice
bob sends 200 with SDP
alice receives 200 with SDP of bob
alice sends ACK
bob receives ACK
END
wait $hostile || fail "the daemon is not there: $(tail -3 daemon.log)"
pracks=$(sed -n 's/^PRACK //p' heard)
[ "${pracks:-0}" -ge 1 ] && [ "$pracks" -le 64 ] ||
	fail "so many PRACKs: ${pracks:-none}"
[ "$(wc -l <heard)" -eq 1 ] || fail "it heard more: $(cat heard)"

# The INVITE itself is as good as before.
talk <<'END'
carol sends 200 with SDP
carol receives ACK without SDP
dave receives INVITE without SDP
dave sends 180
dave sends 486
carol receives BYE
carol sends 200
END
leave alice bob
phones_end
stop_daemon
