# Settings that change the INVITE: sipx-parameters, request-disposition, offer.
. "$(dirname "$0")/lib.sh"

phone_start alice <<'END'
receive INVITE
send 486 Busy Here
receive ACK
END
start_daemon_for alice --set sipx-parameters=off --set offer=no-media \
	--set 'request-disposition=no-fork, no-recurse'
call user1 user2
phone_done alice
expect_header alice '> INVITE' '^INVITE sip:user1@example.com SIP/2.0'
expect_header alice '> INVITE' '^Request-Disposition: no-fork, *no-recurse'
expect_header alice '> INVITE' '^o=- '
expect_no_header alice '^m='
expect_no_header alice 'sipx'
