# A proxy in trouble keeps our BYE from the phone: it is sent again, when the
# proxy says, or after two seconds; and four times in all.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
call_up alice bob
talk <<'END'
alice sends BYE
alice receives 200
bob receives BYE
bob sends 503 | Retry-After: 1
bob hears nothing for 700 ms
bob receives BYE
bob sends 200
END
expect_over alice bob sipMethod=Invite
expect_json alice bob '[.lines[] | select(.method == "BYE" and .party == 1) | .code] == [503, 200]'

call_up alice bob
talk <<'END'
bob sends BYE
bob receives 200
alice receives BYE
alice sends 500
alice hears nothing for 1500 ms
alice receives BYE
alice sends 403
alice hears nothing for 2500 ms
END
expect_over alice bob sipMethod=Invite
grep -q 'event=bye-refused.*status=403' daemon.log || fail "not told: $(cat daemon.log)"
phones_end
