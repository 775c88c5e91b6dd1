# SIGHUP with other values of what only a restart changes: they are named, and
# all goes on as it was.
. "$(dirname "$0")/lib.sh"

# All settings are in the file, since those of the command line would win.
launch_daemon()
{
	"$CALLCONTROLLERD" -c config.xml </dev/null >>"$DAEMON_LOG" 2>&1 &
	DAEMON_PID=$!
}
ns='xmlns="http://www.sipfoundry.org/sipX/schema/xml/rest-config-00-00"'
config()
{
	{
		say "<rest-config $ns>"
		for setting; do
			say "<${setting%%=*}>${setting#*=}</${setting%%=*}>"
		done
		say "</rest-config>"
	} >config.xml
}
# changed ELEMENTS: after SIGHUP these are named, in this order.
changed()
{
	kill -HUP "$DAEMON_PID"
	wait_for_log "event=needs-restart element=$1\$"
	wait_for_log event=reloaded
	expect_no_log event=reload-failed
}

say "beside a proxy: the next INVITE"
flow='receive INVITE
send 486 Busy Here
receive ACK'
phone_start alice <<<"$flow"
write_users user1 user2
mv users.xml validusers.xml
proxy=sip:127.0.0.1:$alice_port
config ip-address=127.0.0.1 http-port=0 sip-port=0 log-level=info \
	sipx-proxy-domain=example.com outbound-proxy=$proxy
start_daemon
sip_port=$SIP_PORT
call user1 user2
phone_done alice
for header in From To Route; do
	header alice '> INVITE' $header | sed 's/;tag=.*//'
done >before
header alice '> INVITE' Call-ID | grep -q '@127\.0\.0\.1$' ||
	fail "Call-ID: $(header alice '> INVITE' Call-ID)"

config ip-address=127.0.0.2 http-port=1 sip-port=2 log-level=info realm=other \
	outbound-proxy=sip:127.0.0.1:9 sipx-proxy-domain=other.example.org \
	log-directory="$TEST_DIR/log" result-cache-time=77
mkdir log
LOG=$DAEMON_LOG DAEMON_LOG=$TEST_DIR/log/callcontrollerd.log
changed ip-address,http-port,sip-port,sipx-proxy-domain,realm,outbound-proxy
phone_start alice <<<"$flow"
call user2 user1
phone_done alice
for header in From To Route; do
	header alice '> INVITE' $header | sed 's/;tag=.*//' |
	    sed 's/user2/user1/'
done >after
sed -i 's/user2/user1/' before
cmp -s before after || fail "another INVITE: $(diff before after)"
header alice '> INVITE' Call-ID | grep -q '@127\.0\.0\.1$' ||
	fail "Call-ID: $(header alice '> INVITE' Call-ID)"
expect_header alice '> INVITE' "^Via: .*127.0.0.1:$sip_port"

say "and a domain that is gone does not bring the sample users"
config ip-address=127.0.0.1 log-level=info
DAEMON_LOG=$LOG
changed 'http-port,sip-port,sipx-proxy-domain,outbound-proxy'
post "$(path_of user3 user1)"
expect_code 403
stop_daemon

say "stand-alone: the next REGISTER"
config ip-address=127.0.0.1 http-port=0 sip-port=0
start_daemon
domain=127.0.0.1:$SIP_PORT
SIP_CALL_ID=reg-$RANDOM@127.0.0.1
cseq=0
register()
{
	local nonce realm response contact='Contact: <sip:user1@127.0.0.1:9>'
	local to="To: <sip:user1@$domain>"
	cseq=$((cseq + 2))
	sip_request REGISTER "sip:$domain" $((cseq - 1)) "$to" "$contact"
	expect_sip_answer 401
	nonce=$(sed -n 's/^WWW-Authenticate:.*nonce="\([^"]*\)".*/\1/Ip' answer)
	realm=$(sed -n 's/^WWW-Authenticate:.*realm="\([^"]*\)".*/\1/Ip' answer)
	[ "$realm" = 127.0.0.1 ] || fail "realm: $realm"
	response=$(md5 "$(md5 "user1:$realm:123"):$nonce:00000001:c:auth:$(
		md5 "REGISTER:sip:$domain")")
	sip_request REGISTER "sip:$domain" $cseq "$to" "$contact" \
		"Authorization: Digest username=\"user1\", realm=\"$realm\", nonce=\"$nonce\", uri=\"sip:$domain\", response=\"$response\", algorithm=MD5, qop=auth, nc=00000001, cnonce=\"c\""
	expect_sip_answer 200
}
register
config ip-address=127.0.0.2 http-port=0 sip-port=0 realm=other
changed ip-address,realm
register
get "$(path_of user1 user2)"
expect_code 200
