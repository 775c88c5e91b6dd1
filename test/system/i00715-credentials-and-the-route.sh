# The proxy has asked for credentials. Then the called phone puts itself alone
# into the route of all that follows, and a number of its choice into the
# Request-URI: it would get a digest for that number, to be used at the proxy.
# It gets none: not unasked, and not for a nonce that it has from the proxy.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

export PHONES_HOST=127.0.0.2
start_talking alice bob carol
place alice bob agent=carol
talk <<END
alice receives INVITE with SDP
alice sends 407
alice receives INVITE with credentials of carol with SDP
alice sends 200 with SDP
alice receives ACK
bob receives INVITE without SDP
bob sends 407
bob receives INVITE with credentials of carol without SDP
bob sends 200 with SDP | Record-Route: <sip:$PHONES_HOST:$bob_port;lr>
	| Contact: <sip:+19005551234@example.com>
alice receives INVITE with SDP of bob
alice sends 200 with SDP
bob receives ACK with SDP of alice | Request-URI: sip:\+19005551234@example.com
	| !Proxy-Authorization | !Authorization
alice receives ACK
alice sends INVITE with SDP hold
bob receives INVITE with SDP of alice | !Proxy-Authorization | !Authorization
bob sends 407 | Contact: <sip:+19005551234@example.com>
bob hears nothing for 300 ms
alice receives 500
alice sends INVITE with SDP hold
bob receives INVITE with SDP of alice | !Proxy-Authorization | !Authorization
bob sends 200 with SDP | Contact: <sip:+19005551234@example.com>
alice receives 200 with SDP of bob
alice sends ACK
bob receives ACK | !Proxy-Authorization | !Authorization
alice sends INFO with body Signal=1 | Content-Type: application/dtmf-relay
bob receives INFO | !Proxy-Authorization | !Authorization
bob sends 401
alice receives 500
END
# A transfer asks bob for an offer.
transfer alice bob carol agent=carol
talk <<'END'
carol receives INVITE without SDP
carol sends 200 with SDP
bob receives INVITE with SDP of carol | !Proxy-Authorization | !Authorization
bob sends 401
carol receives ACK with SDP refused
carol receives BYE
carol sends 200
bob hears nothing for 300 ms
alice sends BYE
alice receives 200
bob receives BYE | !Proxy-Authorization | !Authorization
bob sends 407
bob hears nothing for 300 ms
END
expect_over alice bob sipMethod=Invite agent=carol
phones_end
