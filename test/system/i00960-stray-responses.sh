# Responses to what was never asked: with another number, another method or no
# branch, and to a CANCEL that was not sent yet, since the phone is silent. The
# daemon neither stops nor loses a call.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

hostile()	{ python3 -B "$here/phones/hostile.py" "$SIP_PORT" "$@" >heard ||
			fail "the daemon is not there: $(tail -3 daemon.log)"; }

start_talking alice bob carol dave
call_up carol dave

# To the calling party's INVITE, which is out; and when it has its answer.
place alice bob
talk_line alice receives INVITE with SDP
hostile alice stray
hostile alice cancelled
talk <<'END'
alice sends 200 with SDP
alice receives ACK
bob receives INVITE without SDP
END
hostile alice stray
hostile alice cancelled

# The called one is silent, and the client does not want to wait.
hang_up alice bob sipMethod=Invite
expect_code 200
talk <<'END'
alice receives BYE
alice sends 200
END
hostile bob cancelled
hostile bob stray
talk <<'END'
bob hears nothing for 300 ms
bob sends 180
bob receives CANCEL
END
hostile bob cancelled
talk <<'END'
bob sends 200 to CANCEL
bob sends 487 to INVITE
END
expect_over alice bob sipMethod=Invite

# Weeks later.
hostile bob stray
hostile bob cancelled
hostile alice stray
call_up alice bob
talk <<'END'
carol sends INVITE with SDP hold
dave receives INVITE with SDP of carol
dave sends 200 with SDP
carol receives 200 with SDP of dave
carol sends ACK
dave receives ACK
END
leave alice bob
leave carol dave
phones_end
stop_daemon
