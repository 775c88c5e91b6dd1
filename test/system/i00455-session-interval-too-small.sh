# 422: what lies on the way wants a longer interval; the INVITE is repeated with
# it (RFC 4028 7.3), and with 0 there are no timers.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob -- --set session-expires=120
place alice bob
talk <<'END'
alice receives INVITE with SDP | Session-Expires: 120.*
alice sends 422 | Min-SE: 600
alice receives INVITE with SDP | Session-Expires: 600.* | Min-SE: 600
alice sends 200 with SDP
alice receives ACK
bob receives INVITE without SDP
bob sends 422 | Min-SE: 1800
bob receives INVITE without SDP | Session-Expires: 1800.* | Min-SE: 1800
bob sends 200 with SDP
alice receives INVITE with SDP of bob | Session-Expires: 600.*
alice sends 200 with SDP
bob receives ACK with SDP of alice
alice receives ACK
END
leave alice bob
phones_end
stop_daemon

start_daemon_for phones --set session-expires=0
place alice bob
talk <<'END'
alice receives INVITE with SDP | !Session-Expires | !Min-SE
alice sends 200 with SDP
alice receives ACK
bob receives INVITE without SDP | !Session-Expires
bob sends 200 with SDP
alice receives INVITE with SDP of bob | !Session-Expires
alice sends 200 with SDP
bob receives ACK with SDP of alice
alice receives ACK
END
leave alice bob
phones_end
