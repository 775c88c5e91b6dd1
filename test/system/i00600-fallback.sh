# A phone that does not take the REFER: the daemon calls the called party itself
# and stays in the path, on the leg that is up.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
for code in 403 405 420 481 501 603; do
	call alice bob resultCacheTime=$((200 + RANDOM))
	talk <<-END
	alice receives INVITE with SDP
	alice sends 200 with SDP
	alice receives ACK
	alice receives REFER
	alice sends $code
	bob receives INVITE without SDP | To: <sip:bob@example.com>
	bob sends 180
	bob sends 200 with SDP
	alice receives INVITE with SDP of bob
	alice sends 200 with SDP
	bob receives ACK with SDP of alice
	alice receives ACK
	END
	# The record is that of a Refer call; bob's responses come behind.
	status alice bob
	expect_order 'INVITE SIP/2.0 200 OK' 'INVITE SIP/2.0 180 Ringing' \
		'INVITE SIP/2.0 200 OK'
	leave bob alice
	expect_json alice bob '.verdict == "ended-by-called"'
done
# The called party of a fallback refuses.
call alice bob resultCacheTime=$((200 + RANDOM))
talk <<'END'
alice receives INVITE with SDP
alice sends 200 with SDP
alice receives ACK
alice receives REFER
alice sends 405
bob receives INVITE without SDP
bob sends 486
alice receives BYE | Reason: SIP ?; ?cause=486\b.*
alice sends 200
END
wait_for_status alice bob 'INVITE SIP/2.0 486 .*'
phones_end

# Other refusals are the end.
for code in 400 404 480 500 606; do
	call alice bob resultCacheTime=$((200 + RANDOM))
	talk <<-END
	alice receives INVITE with SDP
	alice sends 200 with SDP
	alice receives ACK
	alice receives REFER
	alice sends $code
	alice receives BYE | Reason: SIP ?; ?cause=$code\\b.*
	alice sends 200
	bob hears nothing for 100 ms
	END
done
phones_end
stop_daemon

start_daemon_for phones --set refer-fallback=off
call alice bob resultCacheTime=$((200 + RANDOM))
talk <<'END'
alice receives INVITE with SDP
alice sends 200 with SDP
alice receives ACK
alice receives REFER
alice sends 405
alice receives BYE
alice sends 200
bob hears nothing for 200 ms
END
phones_end
