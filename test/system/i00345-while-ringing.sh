# What the calling phone asks before there is anybody to pass it on to is
# answered for it, without media.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
place alice bob
talk <<'END'
alice receives INVITE with SDP
alice sends 200 with SDP
alice receives ACK
bob receives INVITE without SDP
bob sends 180
alice sends OPTIONS
alice receives 200 | Allow: .*INVITE.*
alice sends INFO with body Signal=1\r\n | Content-Type: application/dtmf-relay
alice receives 200|480
alice sends REFER | Refer-To: <sip:carol@example.com>
alice receives 403|405|480|501|603
alice sends UPDATE with SDP hold
alice receives 200 with SDP
alice sends INVITE
alice receives 200 with SDP
alice sends ACK with SDP
bob hears nothing for 100 ms
bob sends 200 with SDP
alice receives INVITE with SDP of bob
alice sends 200 with SDP
bob receives ACK with SDP of alice
alice receives ACK
END
leave alice bob
phones_end
