# The called party is alerted for the timeout and no longer: CANCEL, and a BYE
# with the reason to the calling party.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
place alice bob timeout=1
talk <<'END'
alice receives INVITE with SDP
alice sends 200 with SDP
alice receives ACK
bob receives INVITE without SDP
bob sends 180
bob receives CANCEL after 0.8-2.0 s
alice receives BYE | Reason: SIP ?; ?cause=(408|480|487)\b.*
bob sends 200 to CANCEL
bob sends 487 to INVITE
alice sends 200
END
expect_dialogs alice bob terminated terminated
expect_over alice bob sipMethod=Invite
expect_json alice bob '.verdict == "called-no-answer"'
phones_end

# The calling party is alerted for as long, and the called one never.
place alice bob timeout=1
talk <<'END'
alice receives INVITE with SDP
alice sends 180
alice receives CANCEL after 0.8-2.0 s
alice sends 200
alice sends 487 to INVITE
bob hears nothing for 200 ms
END
expect_json alice bob '.verdict == "no-answer"'
phones_end
