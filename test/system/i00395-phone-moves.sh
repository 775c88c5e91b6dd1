# A phone moves (another Contact in a re-INVITE, an UPDATE or an answer): what
# comes later goes to where it is now (RFC 3261 12.2).
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
call_up alice bob
talk <<END
alice sends INVITE with SDP | Contact: <sip:alice.car@127.0.0.1:$alice_port>
bob receives INVITE with SDP of alice
bob sends 200 with SDP | Contact: <sip:bob.bus@127.0.0.1:$bob_port;x=y>
alice receives 200 with SDP of bob
alice sends ACK
bob receives ACK
bob sends INFO with body 1
alice receives INFO | Request-URI: sip:alice.car@.*
alice sends 200
bob receives 200
alice sends INFO with body 2
bob receives INFO | Request-URI: sip:bob.bus@.*;x=y
bob sends 200
alice receives 200
alice sends UPDATE | Contact: <sip:alice.train@127.0.0.1:$alice_port>
alice receives 200
bob sends BYE
bob receives 200
alice receives BYE | Request-URI: sip:alice.train@.*
alice sends 200
END
phones_end
