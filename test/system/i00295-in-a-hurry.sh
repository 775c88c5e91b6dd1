# Phones that do the next thing before the last one is over.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
# bob puts on hold before his 200 is ACKed: 491, all goes on.
place alice bob
talk <<'END'
alice receives INVITE with SDP
alice sends 200 with SDP
alice receives ACK
bob receives INVITE without SDP
bob sends 200 with SDP
alice receives INVITE with SDP of bob
bob sends INVITE
bob receives 491
bob sends UPDATE with SDP hold
bob receives 491
bob sends INFO with body 1
alice receives INFO with body 1
alice sends 200 to INFO
bob receives 200
alice sends 200 to INVITE with SDP
bob receives ACK with SDP of alice
alice receives ACK
END
leave alice bob

# alice hangs up, and bob answers before the CANCEL gets to him.
place alice bob
talk <<'END'
alice receives INVITE with SDP
alice sends 200 with SDP
alice receives ACK
bob receives INVITE without SDP
bob sends 180
alice sends BYE
alice receives 200
bob receives CANCEL
bob sends 200 to INVITE with SDP
bob sends 481 to CANCEL
bob receives ACK with SDP refused
bob receives BYE
bob sends 200
END
expect_over alice bob sipMethod=Invite

# bob answers and hangs up at once.
place alice bob
talk <<'END'
alice receives INVITE with SDP
alice sends 200 with SDP
alice receives ACK
bob receives INVITE without SDP
bob sends 200 with SDP
bob sends BYE
bob receives 200
bob receives ACK with SDP refused
alice receives INVITE with SDP of bob
alice may receive CANCEL
alice receives BYE
alice sends 200 to BYE
alice sends 487 to INVITE
END
expect_over alice bob sipMethod=Invite
phones_end
