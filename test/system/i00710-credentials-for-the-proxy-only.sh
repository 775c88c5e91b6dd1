# The agent's credentials are for the proxy. A phone that asks for them by itself
# (nobody else is in the route of what is within the dialog) gets none: it could
# have put what it likes into the digest.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

export PHONES_HOST=127.0.0.2
start_talking alice bob carol
call_up alice bob agent=carol
talk <<'END'
alice sends INFO with body Signal=1\r\n | Content-Type: application/dtmf-relay
bob receives INFO
bob sends 407
alice receives 500
alice sends INVITE with SDP hold
bob receives INVITE with SDP of alice | !Proxy-Authorization | !Authorization
bob sends 401
alice receives 500
bob hears nothing for 300 ms
END
leave alice bob
phones_end
