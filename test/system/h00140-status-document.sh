# The document of a call: growing only, with an entity tag to ask by, and a wait.
. "$(dirname "$0")/lib.sh"

phone_start alice -pause_msg_ign <<'END'
receive INVITE
send 180 Ringing
wait 2500
send 486 Busy Here
receive ACK
END
start_daemon_for alice
path=$(path_of user1 user2)

get "$path"
expect_code 200
[ "$(xmllint --xpath 'count(/*/*)' "$BODY")" = 0 ] || fail "not empty"
[ "$(xmllint --xpath 'name(/*)' "$BODY")" = status-lines ] || fail "root"
get "$path?sipMethod=Invite"
expect_code 200
[ "$(xmllint --xpath 'name(/*)' "$BODY")" = dialogs ] || fail "root"
validate_xml call-status

call user1 user2
wait_for_status user1 user2 'INVITE SIP/2.0 180 Ringing'
timestamp=$(sed -n 's:.*<timestamp>\([0-9]*\)<.*:\1:p' "$BODY" | head -1)
[ $(($(now_ms) - timestamp)) -lt 6000 ] || fail "timestamp $timestamp"
call_id=$(sed -n 's:.*<call-id>\(.*\)</call-id>.*:\1:p' "$BODY" | head -1)
[ "$call_id" = "$(header alice '> INVITE' Call-ID)" ] || fail "$call_id"
# sipMethod of the GET counts for unknown keys only.
get "$path?sipMethod=Invite&timeout=5&subject=x"
[ "$(xmllint --xpath 'name(/*)' "$BODY")" = status-lines ] || fail "root"

get "$path"
etag=$(http_header ETag)
[[ $etag =~ ^(W/)?\".+\"$ ]] || fail "ETag is $etag"
get "$path" -H "If-None-Match: $etag"
expect_code 304
[ ! -s "$BODY" ] || fail "304 with a body"
[ "$(http_header ETag)" = "$etag" ] || fail "304 with another tag"
get "$path" -H 'If-None-Match: "other"'
expect_code 200
get "$path" -H 'If-None-Match: *'
expect_code 304
http HEAD "$path" -H "If-None-Match: $etag"
expect_code 304

# Held until something changes, or until the time is over.
begin=$(now_ms)
get "$path?wait=1" -H "If-None-Match: $etag"
expect_code 304
took=$(($(now_ms) - begin))
[ $took -ge 900 ] && [ $took -le 2000 ] || fail "wait=1 took $took ms"
get "$path?wait=20" -H "If-None-Match: $etag"
expect_code 200
expect_body '486 Busy Here'
[ "$(http_header ETag)" != "$etag" ] || fail "the tag has not changed"
get "$path?wait=20" -H "If-None-Match: $etag"
expect_code 200
phone_done alice

for value in 61 -1 x; do
	get "$path?wait=$value" -H "If-None-Match: $(http_header ETag)"
	expect_code 400
done

# A client that leaves while it waits, and a stop while one waits.
get "$path"
etag=$(http_header ETag)
curl -s --max-time 0.3 -H "If-None-Match: $etag" "$HTTP$path?wait=30" >/dev/null
curl -s --max-time 20 -H "If-None-Match: $etag" "$HTTP$path?wait=30" \
	>/dev/null &
started $!
sleep 0.3
stop_daemon
