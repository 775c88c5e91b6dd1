# Requests out of the blue: answered as fits, and nothing stays.
. "$(dirname "$0")/lib.sh"

nobody_port=9 nobody_transport=
start_daemon_for nobody

here="sip:callcontroller@127.0.0.1:$SIP_PORT"
contact='Contact: <sip:stranger@127.0.0.1:9>'
sip_request OPTIONS "$here" 1 "To: <$here>" "$contact"
expect_sip_answer 200
for method in BYE INFO UPDATE NOTIFY; do
	sip_request "$method" "$here" 7 "To: <$here>;tag=unknown" "$contact" \
		"Event: refer" "Subscription-State: terminated"
	expect_sip_answer 481
done
sip_request INVITE "$here" 1 "To: <$here>;tag=unknown" "$contact"
expect_sip_answer 4
for method in INVITE REFER MESSAGE SUBSCRIBE PUBLISH REGISTER FOO; do
	sip_request "$method" "$here" 1 "To: <$here>" "$contact" \
		"Refer-To: <sip:victim@example.net>" "Event: dialog"
	case $SIP_ANSWER in
	"SIP/2.0 40"[1-5]*|"SIP/2.0 480"*|"SIP/2.0 481"*|"SIP/2.0 488"*|\
	"SIP/2.0 489"*|"SIP/2.0 501"*|"SIP/2.0 603"*)	;;
	*)	fail "$method is answered '$SIP_ANSWER'" ;;
	esac
done

# What is no SIP at all is not worth an answer, and does no harm.
for garbage in '' 'hello' $'\x80\x81\x82' 'INVITE sip:x SIP/2.0' \
    'SIP/2.0 200 OK' "$(printf 'A%.0s' {1..9000})"; do
	ask_sip "$garbage"
done
sip_request OPTIONS "$here" 1 "To: <$here>" "$contact"
expect_sip_answer 200
