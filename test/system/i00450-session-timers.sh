# Session timers (RFC 4028): who refreshes, how, and what happens when nobody
# does. Time goes 20 times as fast here: 45 s, half of the smallest interval,
# are 2.25 s.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

fast_clock 20
start_talking alice bob -- --set session-expires=90

# The phones know nothing of it: the daemon refreshes both legs, with UPDATE
# where the phone takes that, else with a re-INVITE of the same SDP.
place alice bob timeout=300
talk <<'END'
alice receives INVITE with SDP | Supported: .*timer.*
	| Session-Expires: 90;refresher=uac.* | Min-SE: 90
alice sends 200 with SDP
alice receives ACK
bob receives INVITE without SDP | Session-Expires: 90;refresher=uac.*
bob sends 200 with SDP | Allow: INVITE, ACK, BYE, CANCEL
alice receives INVITE with SDP of bob
alice sends 200 with SDP
bob receives ACK with SDP of alice
alice receives ACK
alice receives UPDATE within 3.5 s without SDP | Session-Expires: 90.*
alice sends 200
bob receives INVITE within 3.5 s with SDP of alice | Session-Expires: 90.*
bob sends 200 with SDP | Allow: INVITE, ACK, BYE, CANCEL
bob receives ACK without SDP
alice receives UPDATE after 1-3.5 s
alice sends 200
bob receives INVITE within 3.5 s
bob sends 200 with SDP | Allow: INVITE, ACK, BYE, CANCEL
bob receives ACK
END
leave alice bob
phones_end

# alice refreshes by herself, and then does so no more: the call is over for
# both, before the interval's end.
place alice bob timeout=300
talk <<'END'
alice receives INVITE with SDP
alice sends 200 with SDP
alice receives ACK
bob receives INVITE without SDP
bob sends 200 with SDP | Session-Expires: 3600;refresher=uac | Require: timer
alice receives INVITE with SDP of bob
alice sends 200 with SDP | Session-Expires: 90;refresher=uas | Require: timer
bob receives ACK with SDP of alice
alice receives ACK
wait 1000
alice sends UPDATE | Session-Expires: 90;refresher=uac | Supported: timer
alice receives 200 to UPDATE | Session-Expires: 90;refresher=uac
	| Require: timer
wait 1000
alice sends UPDATE | Session-Expires: 60;refresher=uac | Supported: timer
alice receives 422 to UPDATE | Min-SE: 90
alice sends INVITE with SDP | Session-Expires: 120;refresher=uac
	| Supported: timer
bob receives INVITE with SDP of alice
bob sends 200 with SDP | Allow: INVITE, ACK, BYE, CANCEL
alice receives 200 with SDP of bob | Session-Expires: 120;refresher=uac
alice sends ACK
bob receives ACK
bob receives BYE after 2.5-6.5 s
alice receives BYE
bob sends 200
alice sends 200
END
expect_over alice bob sipMethod=Invite
expect_json alice bob '.verdict == "ended-lost"'
phones_end
