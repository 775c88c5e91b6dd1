# The registrar of the stand-alone mode: digest, bindings, their end, and the
# redirection of INVITEs.
. "$(dirname "$0")/lib.sh"

start_daemon
domain=127.0.0.1:$SIP_PORT
SIP_CALL_ID=reg-$RANDOM@127.0.0.1
cseq=0

# register USER PASSWORD CONTACT-HEADERS...: REGISTER, and once more with
# credentials if it is challenged.
register()
{
	local user=$1 password=$2 nonce realm response
	shift 2
	cseq=$((cseq + 1))
	sip_request REGISTER "sip:$domain" $cseq "To: <sip:$user@$domain>" "$@"
	[[ $SIP_ANSWER == 'SIP/2.0 401'* ]] || return 0
	nonce=$(sed -n 's/^WWW-Authenticate:.*nonce="\([^"]*\)".*/\1/Ip' answer)
	realm=$(sed -n 's/^WWW-Authenticate:.*realm="\([^"]*\)".*/\1/Ip' answer)
	[ -n "$nonce" ] || fail "no nonce: $(cat answer)"
	response=$(md5 "$(md5 "$user:$realm:$password"):$nonce:00000001:c:auth:$(
		md5 "REGISTER:sip:$domain")")
	cseq=$((cseq + 1))
	credentials="Authorization: Digest username=\"$user\", realm=\"$realm\", nonce=\"$nonce\", uri=\"sip:$domain\", response=\"$response\", algorithm=MD5, qop=auth, nc=00000001, cnonce=\"c\""
	sip_request REGISTER "sip:$domain" $cseq "To: <sip:$user@$domain>" \
		"$credentials" "$@"
}

invite()
{
	sip_request INVITE "sip:$1@$domain" 1 "To: <sip:$1@$domain>" \
		'Contact: <sip:stranger@127.0.0.1:9>'
}

here='<sip:user1@127.0.0.1:5999>'
sip_request REGISTER "sip:$domain" 1 "To: <sip:user1@$domain>" "Contact: $here"
expect_sip_answer 401
expect_sip_header '^WWW-Authenticate: Digest .*qop="auth"'

register user1 wrong "Contact: $here"
case $SIP_ANSWER in 'SIP/2.0 40'[13]*) ;; *) fail "$SIP_ANSWER" ;; esac
invite user1
expect_sip_answer 480

register user1 123 "Contact: $here" 'Expires: 60'
expect_sip_answer 200
expect_sip_header "^Contact: .*sip:user1@127.0.0.1:5999>;expires=(60|59)"
invite user1
expect_sip_answer 302
expect_sip_header '^Contact: .*sip:user1@127.0.0.1:5999'

say "what is registered can be asked for, and a second phone adds to it"
register user1 123
expect_sip_answer 200
expect_sip_header '^Contact: .*127.0.0.1:5999'
register user1 123 'Contact: <sip:user1@127.0.0.1:5998>;expires=90'
expect_sip_answer 200
expect_sip_header '127.0.0.1:5999'
expect_sip_header '127.0.0.1:5998'

say "the same request again is refused, and so are the same credentials"
cseq=$((cseq - 1))
sip_request REGISTER "sip:$domain" $((cseq - 3)) "To: <sip:user1@$domain>" \
	"$credentials" "Contact: $here"
case $SIP_ANSWER in 'SIP/2.0 401'*|'SIP/2.0 500'*) ;; *) fail "$SIP_ANSWER" ;; esac
cseq=$((cseq + 5))

say "the phones sign off"
register user1 123 "Contact: $here;expires=0"
expect_sip_answer 200
no_sip_header '127.0.0.1:5999'
register user1 123 'Contact: *' 'Expires: 0'
expect_sip_answer 200
no_sip_header '^Contact:'
invite user1
expect_sip_answer 480

say "what is not allowed"
register nobody 123 'Contact: <sip:nobody@127.0.0.1:5999>'
case $SIP_ANSWER in 'SIP/2.0 40'[134]*) ;; *) fail "$SIP_ANSWER" ;; esac
invite nobody
expect_sip_answer 404
register user1 123 'Contact: <http://example.com/>'
expect_sip_answer 400
register user1 123 'Contact: <sip:user1@127.0.0.1:5999?X-Evil=1>'
expect_sip_answer 400
register user1 123 'Contact: *' 'Expires: 60'
expect_sip_answer 400
register user1 123 "Contact: $here" 'Expires: 1'
expect_sip_answer 423
expect_sip_header '^Min-Expires: '
user=user2
nonce= realm=$domain
# user2's password does not open user1's record.
sip_request REGISTER "sip:$domain" $((cseq + 1)) "To: <sip:user1@$domain>" \
	"Contact: $here"
nonce=$(sed -n 's/^WWW-Authenticate:.*nonce="\([^"]*\)".*/\1/Ip' answer)
realm=$(sed -n 's/^WWW-Authenticate:.*realm="\([^"]*\)".*/\1/Ip' answer)
response=$(md5 "$(md5 "user2:$realm:123"):$nonce:00000001:c:auth:$(
	md5 "REGISTER:sip:$domain")")
sip_request REGISTER "sip:$domain" $((cseq + 2)) "To: <sip:user1@$domain>" \
	"Contact: $here" "Authorization: Digest username=\"user2\", realm=\"$realm\", nonce=\"$nonce\", uri=\"sip:$domain\", response=\"$response\", algorithm=MD5, qop=auth, nc=00000001, cnonce=\"c\""
expect_sip_answer 403
