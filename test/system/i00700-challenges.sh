# The way to the phones asks for credentials: those of the agent are given, in
# every request, and the phones never see it.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking --route alice bob carol
place alice bob agent=carol
talk <<'END'
alice receives INVITE with SDP
alice sends 407
alice receives INVITE with credentials of carol with SDP
alice sends 200 with SDP
alice receives ACK
bob receives INVITE without SDP
bob sends 401
bob receives INVITE with credentials of carol without SDP
bob sends 180
bob sends 200 with SDP
alice receives INVITE with SDP of bob
alice sends 407
alice receives INVITE with credentials of carol with SDP of bob
alice sends 200 with SDP
bob receives ACK with SDP of alice
alice receives ACK
# What a phone asks.
alice sends INVITE with SDP hold
bob receives INVITE with SDP of alice
bob sends 407
bob receives INVITE with credentials of carol with SDP of alice
bob sends 200 with SDP
alice receives 200 with SDP of bob
alice sends ACK
bob receives ACK without SDP
bob sends INFO with body Signal=1\r\n | Content-Type: application/dtmf-relay
alice receives INFO
alice sends 401
alice receives INFO with body Signal=1 with credentials of carol
alice sends 200
bob receives 200
alice sends BYE
alice receives 200
bob receives BYE
bob sends 407
bob receives BYE with credentials of carol
bob sends 200
END
expect_over alice bob sipMethod=Invite agent=carol
phones_end

# A second refusal is the end; for what a phone asked, it is the answer.
place alice bob agent=carol
talk <<'END'
alice receives INVITE with SDP
alice sends 200 with SDP
alice receives ACK
bob receives INVITE without SDP
bob sends 407
bob receives INVITE with credentials of carol
bob sends 407 | Proxy-Authenticate: Digest realm="example.com", nonce="other", qop="auth", algorithm=MD5
alice receives BYE | Reason: SIP ?; ?cause=407\b.*
alice sends 200
END
call_up alice bob agent=carol
talk <<'END'
alice sends INFO with body Signal=1\r\n | Content-Type: application/dtmf-relay
bob receives INFO
bob sends 407
bob receives INFO with credentials of carol
bob sends 407 | Proxy-Authenticate: Digest realm="example.com", nonce="other", qop="auth", algorithm=MD5
alice receives 500
END
leave alice bob
phones_end
