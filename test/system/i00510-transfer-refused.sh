# The target is busy, does not answer, or answers without SDP: the old call is
# untouched, neither of its phones gets a message, and the record says why.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob carol
call_up alice bob
ended=()
for code in 486 603 480 404 408 503; do
	transfer alice bob carol
	talk <<-END
	carol receives INVITE without SDP
	carol sends 180
	carol sends $code
	nobody hears nothing for 200 ms
	END
	ended+=(terminated)
	expect_dialogs alice bob confirmed confirmed "${ended[@]}"
	expect_json alice bob '.verdict == "ongoing"' \
		'.transfer.state == "refused"' ".transfer.code == $code"
done

transfer alice bob carol timeout=1
talk <<'END'
carol receives INVITE without SDP
carol sends 180
carol receives CANCEL after 0.8-2.0 s
carol sends 200 to CANCEL
carol sends 487 to INVITE
nobody hears nothing for 200 ms
END

# It answers while the CANCEL is on its way.
transfer alice bob carol timeout=1
talk <<'END'
carol receives INVITE without SDP
carol sends 180
carol receives CANCEL
carol sends 200 to INVITE with SDP
carol receives ACK with SDP refused
carol receives BYE
carol sends 200 to BYE
carol sends 481 to CANCEL
nobody hears nothing for 200 ms
END

# 200 without an offer.
transfer alice bob carol
talk <<'END'
carol receives INVITE without SDP
carol sends 200
carol receives ACK without SDP
carol receives BYE
carol sends 200
nobody hears nothing for 200 ms
END

# The call still works.
talk <<'END'
alice sends INVITE with SDP hold
bob receives INVITE with SDP of alice
bob sends 200 with SDP
alice receives 200 with SDP of bob
alice sends ACK
bob receives ACK
END
resource alice bob
jq . "$BODY"
leave alice bob
expect_over alice bob sipMethod=Invite
phones_end
