# The calling party cannot do with the called party's offer: both are let go of;
# the called one's offer is answered, with a refusal, before its BYE.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
for code in 488 415 606 500; do
	place alice bob
	talk <<-END
	alice receives INVITE with SDP
	alice sends 200 with SDP
	alice receives ACK
	bob receives INVITE without SDP
	bob sends 200 with SDP video
	alice receives INVITE with SDP of bob
	alice sends $code
	bob receives ACK with SDP refused
	then bob receives BYE | Reason: SIP ?; ?cause=$code\\b.*
	alice receives BYE | Reason: SIP ?; ?cause=$code\\b.*
	bob sends 200
	alice sends 200
	END
	expect_over alice bob sipMethod=Invite
	expect_json alice bob '.verdict == "not-agreed"'
done
phones_end

# It takes the offer, but says nothing of media.
place alice bob
talk <<'END'
alice receives INVITE with SDP
alice sends 200 with SDP
alice receives ACK
bob receives INVITE without SDP
bob sends 200 with SDP
alice receives INVITE with SDP of bob
alice sends 200
alice receives ACK without SDP
bob receives ACK with SDP refused
bob receives BYE
alice receives BYE
bob sends 200
alice sends 200
END
phones_end
