# The called party refuses the target's offer: the target is let go of, the old
# call goes on as it was (RFC 3261 14.1).
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob carol
call_up alice bob
for code in 488 415 606; do
	transfer alice bob carol
	talk <<-END
	carol receives INVITE without SDP
	carol sends 200 with SDP video
	bob receives INVITE with SDP of carol
	bob sends $code
	carol receives ACK with SDP refused
	carol receives BYE
	carol sends 200
	alice hears nothing for 300 ms
	bob hears nothing for 100 ms
	END
done
# 491: again after the pause.
transfer alice bob carol
talk <<'END'
carol receives INVITE without SDP
carol sends 200 with SDP audio
bob receives INVITE with SDP of carol
bob sends 491
bob receives INVITE after 2.05-4.3 s with SDP of carol
bob sends 200 with SDP
carol receives ACK with SDP of bob
bob receives ACK
alice receives BYE
alice sends 200
END
leave carol bob
phones_end
