# Without an outbound proxy a call goes where its domain points (RFC 3263): to
# an address with its port, or by SRV and A records. A name that does not exist,
# and a name server that does not answer, end in the record, and in time.
# limit: 90 s
if [ -z "${IN_OWN_NETWORK:-}" ]; then
	# a name server of our own: in a network and with a file of our own
	export IN_OWN_NETWORK=yes
	if unshare -nm true 2>/dev/null; then
		exec unshare -nm bash "$0" "$@"
	fi
fi
. "$(dirname "$0")/lib.sh"
need python3

if [ "$IN_OWN_NETWORK" = yes ] && ip link set lo up 2>/dev/null &&
    echo 'nameserver 127.0.0.1' >resolv.conf &&
    mount --bind resolv.conf /etc/resolv.conf 2>/dev/null; then
	hosts='127.0.0.1 example.com'
else
	say "no network of our own here: names are not tried"
	hosts=127.0.0.1
fi

write_users user1 user2 user3
alice_port=$(free_port)
if [ "$hosts" != 127.0.0.1 ]; then
	python3 "$here/dns.py" "$alice_port" &
	started $!
fi

state()
{
	get "/callcontroller/user1/user2" -H 'Accept: application/json'
	jq -r "$1" "$BODY"
}
over()	{ [ "$(state .state)" = DONE ]; }

for host in $hosts; do
	say "$host"
	domain=$host
	[ "$host" = 127.0.0.1 ] && domain=$host:$alice_port
	phone_start alice <<'END'
receive INVITE
send 180 Ringing
send 200 OK
receive ACK
receive REFER
send 202 Accepted
notify terminated SIP/2.0 200 OK
receive 200
receive BYE
send 200 OK
END
	start_daemon --set sipx-proxy-domain="$domain" \
		--set realm=example.com --set users-file="$TEST_DIR/users.xml"
	post "/callcontroller/user1/user2"
	expect_code 200
	phone_done alice
	[ -z "$(wire alice | grep '^Route:')" ] || fail "there is a Route"
	stop_daemon
done
[ "$hosts" != 127.0.0.1 ] || exit 0

for host in no-such-host.invalid dead.example; do
	say "$host"
	start_daemon --set sipx-proxy-domain=$host --set realm=example.com \
		--set users-file="$TEST_DIR/users.xml"
	post "/callcontroller/user1/user2?timeout=3"
	case $CODE in
	502|200)	;;
	*)		fail "answered $CODE" ;;
	esac
	until_true 6 over || fail "the call does not end: $(cat "$BODY")"
	case $(state .verdict) in
	calling-refused|no-answer)	;;
	*)				fail "the verdict is $(state .verdict)" ;;
	esac
	stop_daemon
done
