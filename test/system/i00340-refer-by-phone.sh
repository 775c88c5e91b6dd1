# A phone transfers by itself (REFER) or is told of one: the other phone carries
# it out, and its NOTIFYs come back; or it refuses, and the call goes on.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob carol
call_up alice bob
talk <<'END'
alice sends REFER | Refer-To: <sip:carol@example.com>
	| Referred-By: <sip:alice@example.com>
bob receives REFER | Refer-To: <sip:carol@example.com>
	| Referred-By: <sip:alice@example.com> | Contact: .*callcontroller@.*
bob sends 202
alice receives 202 to REFER
bob sends NOTIFY with body SIP/2.0 100 Trying\r\n | Event: refer
	| Subscription-State: active;expires=60
	| Content-Type: message/sipfrag;version=2.0
alice receives NOTIFY with body SIP/2.0 100 Trying | Event: refer
	| Subscription-State: active;expires=60
	| Content-Type: message/sipfrag;version=2.0
alice sends 200
bob receives 200 to NOTIFY
bob sends NOTIFY with body SIP/2.0 200 OK\r\n | Event: refer
	| Subscription-State: terminated;reason=noresource
	| Content-Type: message/sipfrag;version=2.0
alice receives NOTIFY with body SIP/2.0 200 OK
	| Subscription-State: terminated;reason=noresource
alice sends 200
bob receives 200 to NOTIFY
bob sends REFER | Refer-To: <sip:carol@example.com>
alice receives REFER | Refer-To: <sip:carol@example.com>
alice sends 603
bob receives 603 to REFER
END
expect_dialogs alice bob confirmed confirmed
leave alice bob
phones_end
