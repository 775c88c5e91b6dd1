# A session refresh that is due while something else is out, is refused or is
# challenged: the call does not suffer. Time goes 20 times as fast.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

fast_clock 20
start_talking --route alice bob -- --set session-expires=90
# bob takes no UPDATE: his refresh is a re-INVITE, and due after 2.25 s, while
# alice's is out to him. 491, then once more.
place alice bob timeout=300
talk <<'END'
alice receives INVITE with SDP
alice sends 200 with SDP | Session-Expires: 3600;refresher=uas | Require: timer
alice receives ACK
bob receives INVITE without SDP
bob sends 200 with SDP | Allow: INVITE, ACK, BYE, CANCEL
alice receives INVITE with SDP of bob
alice sends 200 with SDP | Session-Expires: 3600;refresher=uas | Require: timer
bob receives ACK with SDP of alice
alice receives ACK
wait 1900
alice sends INVITE with SDP hold | Session-Expires: 3600;refresher=uac
	| Supported: timer
bob receives INVITE with SDP of alice
bob sends 180
bob hears nothing for 700 ms
bob sends 200 with SDP | Allow: INVITE, ACK, BYE, CANCEL
alice receives 200 with SDP of bob
alice sends ACK
bob receives ACK
bob receives INVITE within 3 s with SDP of alice
bob sends 491
bob receives INVITE within 3 s with SDP of alice
bob sends 407
bob receives INVITE with SDP of alice with credentials of alice
bob sends 200 with SDP | Allow: INVITE, ACK, BYE, CANCEL
bob receives ACK
END
expect_dialogs alice bob confirmed confirmed
# And 481 is the end.
talk <<'END'
bob receives INVITE within 4 s
bob sends 481
alice receives BYE
alice sends 200
bob receives BYE
bob sends 481
END
expect_over alice bob sipMethod=Invite
phones_end
