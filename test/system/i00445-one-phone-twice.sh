# A user who is connected with itself: two dialogs at one phone, which do not
# mix.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
place alice alice agent=bob
talk <<'END'
alice receives INVITE with SDP
alice sends 200 with SDP
alice receives ACK
alice#2 receives INVITE without SDP
alice#2 sends 200 with SDP
alice receives INVITE with SDP of alice#2
alice sends 200 with SDP
alice#2 receives ACK with SDP of alice
alice receives ACK
END
leave alice#2 alice
expect_over alice alice agent=bob sipMethod=Invite
phones_end
