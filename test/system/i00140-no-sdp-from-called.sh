# The called party answers without an offer: nothing can be connected, both are
# let go of and hear why.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
place alice bob
talk <<'END'
alice receives INVITE with SDP
alice sends 200 with SDP
alice receives ACK
bob receives INVITE without SDP
bob sends 200
bob receives ACK without SDP
bob receives BYE
alice receives BYE
bob sends 200
alice sends 200
END
expect_over alice bob sipMethod=Invite
expect_json alice bob '.verdict == "not-agreed"'
phones_end
