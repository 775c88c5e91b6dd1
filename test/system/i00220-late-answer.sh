# The called party's 200 crosses our CANCEL: its offer is answered in the ACK
# (nothing can be left out there), and it is let go of at once.
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
bob receives CANCEL
bob sends 200 to INVITE with SDP
bob receives ACK with SDP refused
then bob receives BYE
bob sends 200 to BYE
bob sends 481 to CANCEL
alice receives BYE
alice sends 200
END
expect_over alice bob sipMethod=Invite
phones_end

# The same to the calling party, hung up by the client; the CANCEL is answered
# first.
place alice bob
talk <<'END'
alice receives INVITE with SDP
alice sends 180
END
hang_up alice bob sipMethod=Invite
talk <<'END'
alice receives CANCEL
alice sends 200 to CANCEL
alice sends 200 to INVITE with SDP
alice receives ACK without SDP
alice receives BYE
alice sends 200
bob hears nothing for 200 ms
END
phones_end
