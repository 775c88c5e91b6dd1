# What is not to be passed on is refused as the RFCs have it, and the other
# phone never hears of it.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
call_up alice bob
talk <<'END'
alice sends INVITE with SDP | Require: no-such-thing
alice receives 420 | Unsupported: no-such-thing
alice sends INVITE with body v=0\r\nthis is no SDP\r\n
	| Content-Type: application/sdp
alice receives 488|400
alice sends INVITE with body Hello | Content-Type: text/plain
alice receives 415 | Accept: .*application/sdp.*
alice sends SUBSCRIBE | Event: dialog | Expires: 60
alice receives 489
alice sends NOTIFY with body x | Event: presence
	| Subscription-State: active | Content-Type: text/plain
alice receives 489|481
alice sends PRACK | RAck: 1 1 INVITE
alice receives 481
alice sends PUBLISH
alice receives 405|501
bob hears nothing for 200 ms
END
expect_dialogs alice bob confirmed confirmed
# Credentials are for who is next, and a route is not for everybody.
talk <<'END'
alice sends INFO with body 1 | Authorization: Digest username="alice"
	| Proxy-Authorization: Digest username="alice"
	| P-Asserted-Identity: <sip:chief@example.com>
	| Content-Type: application/dtmf-relay
bob receives INFO with body 1 | !Authorization | !Proxy-Authorization
	| !P-Asserted-Identity | Max-Forwards: [0-9]+
bob sends 200 | Server: x | Authentication-Info: nextnonce="x"
alice receives 200 | !Authentication-Info
END
# Nor does a challenge of the other side get to the phone, or a redirection.
talk <<'END'
bob sends INVITE with SDP hold
alice receives INVITE
alice sends 302 | Contact: <sip:elsewhere@example.com>
bob receives 500 | !Contact
bob sends OPTIONS
alice receives OPTIONS
alice sends 200
bob receives 200
END
leave bob alice
# After the end: 481, also for what comes late.
talk <<'END'
bob sends OPTIONS
bob receives 481
alice sends INVITE with SDP
alice receives 481
END
phones_end
