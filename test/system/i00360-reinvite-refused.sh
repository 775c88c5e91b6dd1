# The other phone refuses a re-INVITE: its code goes back, and the call is as
# before (RFC 3261 14.1).
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
call_up alice bob
for code in 488 403 415 480 486 500 603 606; do
	talk <<-END
	alice sends INVITE with SDP hold
	bob receives INVITE with SDP of alice
	bob sends $code
	alice receives $code
	END
done
expect_dialogs alice bob confirmed confirmed
talk <<'END'
bob sends INVITE with SDP hold
alice receives INVITE with SDP of bob
alice sends 200 with SDP
bob receives 200 with SDP of alice
bob sends ACK
alice receives ACK
END
leave alice bob
phones_end
