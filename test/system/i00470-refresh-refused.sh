# A phone that knows nothing of session timers refuses the refresh, which shows
# that it lives: what is refused as an UPDATE is tried as a re-INVITE, and the
# call goes on in any case. Only one that had agreed to the timer has to take
# part in it. Time goes 20 times as fast: 90 s, after which the session would be
# lost, are 4.5 s.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

fast_clock 20
start_talking alice bob -- --set session-expires=90
place alice bob timeout=300
talk <<'END'
alice receives INVITE with SDP
alice sends 200 with SDP
alice receives ACK
bob receives INVITE without SDP
bob sends 200 with SDP | Session-Expires: 3600;refresher=uas | Require: timer
alice receives INVITE with SDP of bob
alice sends 200 with SDP
bob receives ACK with SDP of alice
alice receives ACK
alice receives UPDATE after 1-3.5 s without SDP
alice sends 488
alice receives INVITE within 0.7 s with SDP of bob
alice sends 488
# The next time it is the re-INVITE at once.
alice receives INVITE after 1.5-3.5 s with SDP of bob
alice sends 403
alice receives INVITE after 1.5-3.5 s with SDP of bob
alice sends 200 with SDP
alice receives ACK without SDP
alice sends INVITE with SDP hold
bob receives INVITE with SDP of alice
bob sends 200 with SDP | Session-Expires: 3600;refresher=uas | Require: timer
alice receives 200 with SDP of bob
alice sends ACK
bob receives ACK
END
leave alice bob
phones_end

# alice has agreed.
place alice bob timeout=300
talk <<'END'
alice receives INVITE with SDP
alice sends 200 with SDP
alice receives ACK
bob receives INVITE without SDP
bob sends 200 with SDP | Session-Expires: 3600;refresher=uas | Require: timer
alice receives INVITE with SDP of bob
alice sends 200 with SDP | Session-Expires: 90;refresher=uac | Require: timer
	| Allow: INVITE, ACK, BYE, CANCEL
bob receives ACK with SDP of alice
alice receives ACK
alice receives INVITE after 1-3.5 s with SDP of bob | Session-Expires: 90.*
alice sends 488
alice receives INVITE within 1.5 s with SDP of bob
alice sends 488
alice receives BYE within 3 s
bob receives BYE
bob sends 200
alice sends 200
END
expect_over alice bob sipMethod=Invite
expect_json alice bob '.verdict == "ended-lost"'
phones_end
