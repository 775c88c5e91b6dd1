# The called party refuses, in every way: the calling party gets a BYE that says
# why (RFC 3326), and the record says it too.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
for code in 486 480 603 408 404 488 415 606 500 503; do
	place alice bob
	talk <<-END
	alice receives INVITE with SDP
	alice sends 200 with SDP
	alice receives ACK
	bob receives INVITE without SDP
	bob sends 180
	bob sends $code
	then alice receives BYE | Reason: SIP ?; ?cause=$code\\b.*
	alice sends 200
	END
	expect_dialogs alice bob terminated terminated
	expect_over alice bob sipMethod=Invite
	expect_json alice bob '.verdict == "called-refused"' ".code == $code"
done
phones_end
