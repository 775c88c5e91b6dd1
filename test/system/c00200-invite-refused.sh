# The calling party refuses: recorded, acknowledged, and that is all.
. "$(dirname "$0")/lib.sh"

refused()	# CODE PHRASE [| HEADER]
{
	phone_start alice <<END
receive INVITE
send 100 Trying
send $*
receive ACK
stay 500
END
}

n=0
for answer in '486 Busy Here' '480 Temporarily Unavailable' '404 Not Found' \
    '403 Forbidden' '600 Busy Everywhere' '603 Decline' \
    '488 Not Acceptable Here' '500 Server Error | Retry-After: 1' \
    '503 Service Unavailable | Retry-After: 1' '499 Odd' '699 Odder'; do
	refused "$answer"
	[ $n -eq 0 ] && start_daemon_for alice
	n=$((n + 1))
	call user1 "called$n"
	expect_record user1 "called$n" <<END
INVITE SIP/2.0 100 Trying
INVITE SIP/2.0 ${answer%% |*}
END
	phone_done alice
	expect_count alice 1 '> INVITE'
	expect_count alice 1 '> ACK'
done

# A phrase with markup or 8-bit text must not spoil the document.
refused '486 <Busy> & "gone" ]]&gt; Büro'
call user1 markup
wait_for_status user1 markup 'INVITE SIP/2.0 486 .*'
phone_done alice
refused '486'
call user1 nophrase
wait_for_status user1 nophrase 'INVITE SIP/2.0 486 *'
phone_done alice
