# Users that are none, and users that would be more than one: nothing of it
# reaches the wire, wherever it stands.
. "$(dirname "$0")/lib.sh"

phone_start alice <<<'receive INVITE'
start_daemon_for alice

for user in 'user1;x=y' 'user1%3bx=y' 'user1%3FX-Evil=1' 'user1%3fReplaces=a' \
    'user1%0d%0aX-Evil:1' 'user1%0aX' 'user1%00' '%00' 'user1%20x' \
    'user1%2500' 'user1%250d%250aX' 'user1%22' '%3Cuser1%3E' 'user1%3Auser' \
    'a@b@c' '@' '@example.com' 'user1@' 'user1@-x' 'user1@ex_ample' \
    'user1@example.com:99999' 'user1@example.com:x' 'user1@example.com%3Bx=y' \
    'user1@example.com%3Fx=y' '%FF' '%C3' 'us%C3%A9r' 'user1%' 'user1%2' \
    'user1%zz' 'sips:user1@example.com' 'tel:5' 'sip:' 'sip:user1:pw@example.com' \
    "$(printf 'x%.0s' {1..65})" "$(printf 'x%.0s' {1..300})" '%7f' '%01'; do
	post "/callcontroller/$user/user2?agent=user3"
	case $CODE in 400|404) ;; *) fail "calling $user answered $CODE" ;; esac
	post "/callcontroller/user1/$user?agent=user3"
	case $CODE in 400|404) ;; *) fail "called $user answered $CODE" ;; esac
	post "/callcontroller/user1/user2?agent=$user"
	[ "$CODE" = 400 ] || fail "agent $user answered $CODE"
	get "/callcontroller/user1/$user"
	case $CODE in 400|404) ;; *) fail "GET $user answered $CODE" ;; esac
done

# Other domains are not allowed, unless the configuration says so.
post /callcontroller/user1@example.net/user2?agent=user3
expect_code 403
expect_one_line
expect_body 'example.net'
post /callcontroller/user1/user2@127.0.0.1
expect_code 403
post /callcontroller/user1/user2@sub.example.com
expect_code 403

sleep 0.3
[ -z "$(wire alice)" ] || fail "something went out: $(wire alice)"
stop_process "$alice_pid"
stop_daemon

phone_start alice <<'END'
receive INVITE
send 486 Busy Here
receive ACK
END
start_daemon_for alice --set 'allowed-domains=example.com example.net'
call user1@example.net user2 agent=user3
phone_done alice
expect_header alice '> INVITE' '^To: .*<sip:user1@example.net>'
post /callcontroller/user1/user2@example.org
expect_code 403
