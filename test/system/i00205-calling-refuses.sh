# The calling party refuses: that is all; the called party never hears of it.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
for code in 486 480 603 488 415 404 503; do
	place alice bob
	talk <<-END
	alice receives INVITE with SDP
	alice sends $code
	END
	expect_over alice bob sipMethod=Invite
	expect_json alice bob '.verdict == "calling-refused"' ".code == $code"
done
expect_dialogs alice bob terminated
talk_line bob hears nothing for 100 ms
phones_end
