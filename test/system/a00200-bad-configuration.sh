# Every fault of a configuration file: exit code 78 and one line that names the
# file, the place, the element and the value.
. "$(dirname "$0")/lib.sh"

ns='xmlns="http://www.sipfoundry.org/sipX/schema/xml/rest-config-00-00"'

# faulty WORDS: the file "config.xml" is refused with line:column and WORDS.
faulty()
{
	local option
	for option in -t --log-level=info; do
		run_daemon -c config.xml $option --set http-port=0
		expect_result 78
		expect_said 'config\.xml:[0-9]+:[0-9]+: '
		[ -z "$1" ] || expect_said "$1"
		[ "$(grep -c 'config\.xml' "$SAID")" -eq 1 ] ||
			fail "more than one line: $(cat "$SAID")"
	done
}

config()	{ printf '%s\n' "<rest-config $ns>" "$@" '</rest-config>' >config.xml; }

config '<http-port>70000</http-port>'
faulty 'http-port.*70000'
config '<http-port>-1</http-port>'
faulty 'http-port.*-1'
config '<http-port/>'
faulty 'http-port'
config '<sip-port>50 60</sip-port>'
faulty 'sip-port'
config '<ip-address>300.1.1.1</ip-address>'
faulty 'ip-address.*300.1.1.1'
config '<timeout>0</timeout>'
faulty 'timeout.*0'
config '<sipx-parameters>maybe</sipx-parameters>'
faulty 'sipx-parameters.*maybe'
config '<bye-on>never</bye-on>'
faulty 'bye-on.*never'
config '<trusted-networks>10.0.0.0/33</trusted-networks>'
faulty 'trusted-networks.*10.0.0.0/33'
config '<outbound-proxy>http://x</outbound-proxy>'
faulty 'outbound-proxy.*http://x'
config '<outbound-proxy>sip:x;transport=smoke</outbound-proxy>'
faulty 'outbound-proxy'
config '<sipx-proxy-domain>not a domain</sipx-proxy-domain>'
faulty 'sipx-proxy-domain'
config '<log-level>loud</log-level>'
faulty 'log-level.*loud'
config '<no-such-element>1</no-such-element>'
faulty 'no-such-element'
config '<http-prot>1</http-prot>'
faulty 'http-prot.*http-port'
config '<http-port>1</http-port><http-port>2</http-port>'
faulty 'http-port'
config '<http-port><b>1</b></http-port>'
faulty ''
config 'text'
faulty ''
say "<rest-config $ns><http-port>1</rest-config>" >config.xml
faulty ''
say "<rest-config $ns>" >config.xml
faulty ''
say "<other $ns/>" >config.xml
faulty 'other'
say '<rest-config/>' >config.xml
faulty ''
say '<rest-config xmlns="urn:x"/>' >config.xml
faulty ''
say "<!DOCTYPE x [<!ENTITY a 'b'>]><rest-config $ns/>" >config.xml
faulty 'DOCTYPE'
say "<rest-config $ns/><more/>" >config.xml
faulty ''
: >config.xml
faulty ''
say 'http-port=6667' >config.xml
faulty ''
printf '\0\0\0\0' >config.xml
faulty ''
printf '<rest-config %s>\xff\xfe</rest-config>' "$ns" >config.xml
faulty ''
config "$(printf '<a>%.0s' {1..200})"
faulty ''
config '' '' '   <timeout>x</timeout>'
run_daemon -t -c config.xml
expect_said 'config\.xml:4:'

# The domain of the SIP users needs users; told where it is missing.
config '<sipx-proxy-domain>example.com</sipx-proxy-domain>' \
	'<users-file>/nonexistent/users.xml</users-file>'
run_daemon -t -c config.xml
expect_result 78
expect_said '/nonexistent/users.xml'

# Files that are none.
for file in missing.xml . /dev/zero; do
	run_daemon -t -c "$file"
	expect_result 78 66
	expect_said "$file"
done
{ say "<rest-config $ns>"; head -c 8000000 /dev/zero | tr '\0' ' '
	say '</rest-config>'; } >config.xml
run_daemon -t -c config.xml
expect_result 78
expect_said 'config\.xml'

# And a good one, as sipXecs writes it, elements of other services included.
write_users user1
cat >config.xml <<END
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<rest-config $ns>
  <!-- made by sipXconfig -->
  <ip-address>127.0.0.1</ip-address>
  <public-http-port>0</public-http-port>
  <http-port>0</http-port>
  <external-http-port>6666</external-http-port>
  <sipx-proxy-domain>example.com</sipx-proxy-domain>
  <log-directory>$TEST_DIR</log-directory>
  <log-level>INFO</log-level>
  <sip-port>0</sip-port>
  <sipxcdr-address>localhost:8130</sipxcdr-address>
  <db-user>postgres</db-user>
  <db-password/>
</rest-config>
END
run_daemon -t -c config.xml --set users-file="$TEST_DIR/users.xml"
expect_result 0
