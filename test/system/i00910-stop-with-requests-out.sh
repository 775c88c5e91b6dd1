# The service is stopped while requests of every kind wait for phones that do not
# answer: it ends in time, and nothing is touched that is gone.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob carol dave
call_up alice bob
call_up carol dave
place alice carol
talk <<'END'
alice#2 receives INVITE with SDP
alice sends INVITE with SDP hold
bob receives INVITE with SDP of alice
carol sends INFO with body 1
dave receives INFO
carol sends UPDATE with SDP hold
dave receives INVITE
dave sends OPTIONS
carol receives OPTIONS
alice dies
bob dies
carol dies
dave dies
alice#2 dies
END
DRAIN=0.2 end_daemon || fail "$WHY"
phones_end
