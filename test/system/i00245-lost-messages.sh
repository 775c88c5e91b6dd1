# Any message may be lost over UDP; each comes again, and nothing is done twice.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
place alice bob
talk <<'END'
alice loses INVITE
alice receives INVITE with SDP
alice sends 200 with SDP
alice receives ACK
bob loses INVITE
bob receives INVITE without SDP
bob sends 200 with SDP
alice loses INVITE
alice receives INVITE with SDP of bob
alice sends 200 with SDP
bob receives ACK with SDP of alice
alice receives ACK
# A re-INVITE: the request, and the 200 on its way back.
alice sends INVITE with SDP hold
bob loses INVITE
bob receives INVITE with SDP of alice
bob sends 200 with SDP
alice loses 200
alice receives 200 with SDP of bob
alice sends ACK
bob receives ACK
alice sends INFO with body 1
bob loses INFO
bob receives INFO
bob sends 200
alice receives 200
alice sends BYE
alice receives 200
bob loses BYE
bob receives BYE
bob sends 200
END
expect_over alice bob sipMethod=Invite
phones_end
