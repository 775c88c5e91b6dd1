# What the parameters of a POST become on the wire: agent, subject, forwarding
# and conference PIN; aliases of the agent; display names.
. "$(dirname "$0")/lib.sh"

flow='receive INVITE
send 200 OK
receive ACK
receive REFER
send 202 Accepted
notify terminated SIP/2.0 200 OK
receive 200
receive BYE
send 200 OK'

write_users user1 user2 'user3:Ursula "U" Three:333'
phone_start alice <<<"$flow"
start_daemon_for alice
call user1 user2 agent=user3 subject=Caf%C3%A9%20at%20noon confpin=4711
phone_done alice
expect_header alice '> INVITE' '^From: "Ursula \\"U\\" Three" <sip:user3@example.com>;tag='
expect_header alice '> INVITE' '^To: .*<sip:user1@example.com>$'
expect_header alice '> INVITE' '^Subject: Café at noon$'
expect_header alice '> INVITE' '^INVITE sip:user1@example.com;.*sipx-userforward=false'
expect_header alice '> INVITE' '^INVITE sip:user1@example.com;.*sipx-noroute=Voicemail'
expect_header alice '> INVITE' '^INVITE sip:user1@example.com;.*sipxbridge-moh=false'
expect_header alice '> REFER' '^Refer-To: .*<sip:user2@example.com\?X-ConfPin=4711>'
expect_header alice '> REFER' '^Referred-By: .*<sip:user3@example.com>'

# The agent's alias is the agent; with forwarding allowed one parameter goes.
phone_start alice <<<"$flow"
call user1 user2 agent=333 isForwardingAllowed=TRUE
phone_done alice
expect_header alice '> INVITE' '^From: .*<sip:user3@example.com>;tag='
expect_header alice '> INVITE' '^INVITE sip:user1@example.com;'
expect_no_header alice 'sipx-userforward'
expect_no_header alice '^Subject:'
# Both POSTs were for one and the same key.
get "$(path_of user1 user2 agent=333)"
first=$(cat "$BODY")
get "$(path_of user1 user2 agent=user3)"
[ "$first" = "$(cat "$BODY")" ] || fail "alias and user show two records"

# All ways to write a user; the first of a repeated parameter counts.
for user in user1@example.com user1%40example.com sip:user1@example.com \
    user1@EXAMPLE.com; do
	phone_start alice <<<"$flow"
	call "$user" "user2-$RANDOM" agent=user3 agent=nobody x=y
	phone_done alice
	expect_header alice '> INVITE' '^To: .*<sip:user1@example.com>$'
done

# What a number may hold.
phone_start alice <<<"$flow"
call '*97' '+4930123%23' agent=user3
phone_done alice
expect_header alice '> INVITE' '^INVITE sip:\*97@example.com;'
expect_header alice '> REFER' '^Refer-To: .*<sip:\+4930123%23@example.com>'
