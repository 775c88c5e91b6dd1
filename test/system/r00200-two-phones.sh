# "make demo" as a test: two real phones that register with the daemon.
. "$(dirname "$0")/lib.sh"
need baresip

TMPDIR=$TEST_DIR "$here/../demo" >demo.out 2>&1 || fail "$(cat demo.out)"
cat demo.out
for line in 'INVITE SIP/2.0 180 .*' 'INVITE SIP/2.0 200 .*' \
    'NOTIFY SIP/2.0 100 .*' 'NOTIFY SIP/2.0 200 .*'; do
	grep -Eq "s  $line" demo.out || fail "no $line in the demo"
done
