# The command line: help, version, a check of the configuration, and usage.
. "$(dirname "$0")/lib.sh"

for option in -h --help; do
	run_daemon $option
	expect_result 0
	expect_said '[Uu]sage'
	for long in config daemonize test-config log-level pid-file user set \
	    version help; do
		expect_said "--$long"
	done
done
for option in -V --version; do
	run_daemon $option
	expect_result 0
	expect_said 'callcontrollerd? [0-9]+\.[0-9]+'
done
for arguments in --frob -x -c --set '--set x' '-D =' '-l' '-l loud' 'stray' \
    '-t stray' '-p' '-u'; do
	run_daemon $arguments
	case $arguments in
	--set*|-D*|'-l loud')	expect_result 64 78 ;;
	*)	expect_result 64 ;;
	esac
	[ "$(wc -l <"$SAID")" -ge 1 ] || fail "$arguments: says nothing"
done
run_daemon -t
expect_result 0
run_daemon --test-config --set http-port=0 --set sip-port=0
expect_result 0
