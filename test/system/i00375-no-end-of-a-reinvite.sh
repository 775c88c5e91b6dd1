# A phone rings on a re-INVITE and says nothing more: after a minute who asked is
# told so and the other is sent a CANCEL; then all is possible again. Time goes
# 20 times as fast.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

fast_clock 20
start_talking alice bob carol
call_up alice bob timeout=300
for offer in 'with SDP hold' ''; do
	talk <<-END
	alice sends INVITE $offer
	bob receives INVITE
	bob sends 180
	wait 1500
	bob sends 183
	alice hears nothing for 900 ms
	alice receives 480 within 2.5 s
	bob receives CANCEL
	bob sends 200 to CANCEL
	bob sends 487 to INVITE
	bob sends INVITE with SDP hold
	alice receives INVITE with SDP of bob
	alice sends 200 with SDP
	bob receives 200 with SDP of alice
	bob sends ACK
	alice receives ACK
	alice sends INVITE with SDP
	bob receives INVITE with SDP of alice
	bob sends 200 with SDP
	alice receives 200 with SDP of bob
	alice sends ACK
	bob receives ACK
	END
done

# The answer crosses the CANCEL: it is acknowledged, and bob gets back what was
# before, which is what alice has.
talk <<'END'
alice sends INVITE with SDP hold
bob receives INVITE with SDP of alice
bob sends 180
alice receives 480 within 5 s
bob receives CANCEL
bob sends 200 to INVITE with SDP
bob receives ACK without SDP
bob sends 481 to CANCEL
bob receives INVITE with SDP sendrecv
bob sends 200 with SDP
bob receives ACK without SDP
alice hears nothing for 200 ms
END
expect_dialogs alice bob confirmed confirmed
leave alice bob
phones_end
