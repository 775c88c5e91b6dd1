# Wrong values by --set: as in a file, with the name and the value.
. "$(dirname "$0")/lib.sh"

for setting in http-port=70000 http-port= http-port=x sip-port=-1 timeout=0 \
    timeout=3601 ip-address=nowhere ip-address=203.0.113.7 bye-on=never \
    offer=x error-format=y sipx-parameters=2 trusted-networks=1.2.3 \
    trusted-networks=10.0.0.1/8 log-level=loud max-calls=-1 max-pending=x \
    max-records=1e3 drain-timeout=1h no-such-name= sipx-proxy-domain=a_b; do
	run_daemon -t --set "$setting"
	expect_result 64 78
	expect_said "${setting%%=*}"
	[ -z "${setting#*=}" ] || expect_said "${setting#*=}"
done
run_daemon -t -D $'realm=a\r\nb'
expect_result 64 78
run_daemon -t --set outbound-proxy=sip:127.0.0.1
expect_result 64 78
expect_said outbound-proxy
run_daemon -t --set sipx-proxy-domain=example.com
expect_result 64 78
expect_said users-file
run_daemon -t --set ip-address=0.0.0.0
expect_result 64 78

for setting in sipx-parameters=on sipx-parameters=FALSE sipx-parameters=1 \
    'trusted-networks=10.0.0.0/8, 192.0.2.1' max-calls=0 timeout=3600; do
	run_daemon -t -D "$setting" --set http-port=0 --set sip-port=0
	expect_result 0
done
