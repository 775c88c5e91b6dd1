# Every parameter wrong, missing, doubled, too long, not a number: 400, one
# line that names it, and nothing on the wire.
. "$(dirname "$0")/lib.sh"

phone_start alice <<<'receive INVITE'
start_daemon_for alice

# bad PARAMETER=VALUE: the answer names the parameter.
bad()
{
	post "$(path_of user1 user2 "$1")"
	expect_code 400
	expect_one_line
	grep -aiq "${1%%=*}" "$BODY" || fail "$1: $(cat "$BODY")"
}

long=$(printf 'x%.0s' {1..300})
for value in 0 -1 3601 999999999999999999999 12abc abc '' 1.5 %2030 0x10 1e3 %00 \
    '3%0d%0a0' 30%20; do
	bad "timeout=$value"
done
for value in -1 86401 999999999999999999999 abc '' 1.5 %2B5; do
	bad "resultCacheTime=$value"
done
for value in maybe '' 1 yes tru%C3%A9 %00; do
	bad "isForwardingAllowed=$value"
done
for value in Update '' Refer%00 REFER%0d%0aX; do
	bad "sipMethod=$value"
done
for value in Dance '' Call%00 ; do
	bad "action=$value"
done
for value in abc 12x 1%2B2 '1;2' 12%0d%0aX-Evil:1 1%3Fa %23 \
    "$(printf '1%.0s' {1..100})"; do
	bad "confpin=$value"
done
for value in "$long" %0d%0aX-Evil:%201 a%0ab a%00b %FF%FE %C0%AF %ED%A0%80 \
    %01 %7f; do
	bad "subject=$value"
done
for value in '' a%20b 'a;x=y' 'a%3Fb' 'a@b@c' %00 %0d%0aX "$long" %FF; do
	bad "agent=$value"
done
bad 'timeout'
bad 'timeout=%zz'
bad 'timeout=0&timeout=5'

# Not a number is told with its value.
post "$(path_of user1 user2 timeout=soon)"
expect_body 'timeout.*soon'

# Without a target there is no transfer; and there is no call either.
post "$(path_of user1 user2 action=transfer)"
expect_code 400
expect_body '[Tt]arget'
post "$(path_of user1 user2 action=Transfer target=user3)"
expect_code 404

# An agent that is nobody here has no credentials.
post "$(path_of user1 user2 agent=nobody)"
expect_code 403
expect_one_line
post "$(path_of nobody user2)"
expect_code 403

# A GET looks at none of these.
get "$(path_of user1 user2 timeout=soon action=Dance subject=%0d%0a)"
expect_code 200

sleep 0.3
[ -z "$(wire alice)" ] || fail "something went out: $(wire alice)"

# Names and enumerated values in any case; unknown ones ignored; the first of a
# repeated one counts; the limits themselves are allowed.
stop_process "$alice_pid"
phone_start alice -m 6 <<'END'
receive INVITE
send 486 Busy Here
receive ACK
END
call user1 a1 TIMEOUT=3600 SIPMETHOD=rEFER ACTION=call
call user1 a2 timeout=1 resultcachetime=86400 isforwardingallowed=fALSE
call user1 a3 resultCacheTime=0 invcache=12345 x '=' 'y=%zz'
call user1 a4 timeout=5 timeout=0 'timeout=x'
call user1 a5 "subject=$(printf '%%C3%%A9%.0s' {1..128})"
call user1 a6 confpin=0123456789
phone_done alice
