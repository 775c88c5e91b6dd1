# A phone loses its power: whatever the call was at, the other one is let go of
# in the end. Time goes 20 times as fast: Timer B is 1.6 s.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

fast_clock 20
start_talking alice bob -- --set session-expires=90

# While they talk: it does not answer the refresh.
call_up alice bob timeout=300
talk <<'END'
bob dies
alice receives UPDATE within 4 s
alice sends 200
alice receives BYE within 6 s
alice sends 200
END
expect_over alice bob sipMethod=Invite
expect_json alice bob '.verdict == "ended-lost"'

# When the other one wants something of it.
call_up alice bob timeout=300
talk <<'END'
bob dies
alice sends INVITE with SDP hold
alice receives 480 within 4 s
alice receives BYE
alice sends 200
END
expect_over alice bob sipMethod=Invite

# After its re-INVITE was answered: its ACK never comes.
call_up alice bob timeout=300
talk <<'END'
bob sends INVITE with SDP hold
alice receives INVITE with SDP of bob
alice sends 200 with SDP
alice receives ACK
bob receives 200
bob dies
alice receives BYE within 5 s
alice sends 200
END
expect_over alice bob sipMethod=Invite

# The calling one, when the called one's offer is to go to it.
place alice bob timeout=300
talk <<'END'
alice receives INVITE with SDP
alice sends 200 with SDP
alice receives ACK
bob receives INVITE without SDP
alice dies
bob sends 200 with SDP
bob receives ACK within 4 s with SDP refused
bob receives BYE | Reason: SIP ?; ?cause=408\b.*
bob sends 200
END
expect_over alice bob sipMethod=Invite
phones_end
