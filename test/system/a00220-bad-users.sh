# A users file with a fault is told with its place; nothing is started.
. "$(dirname "$0")/lib.sh"

ns='xmlns="http://www.sipfoundry.org/sipX/schema/xml/validusers-00-00"'
check()
{
	run_daemon -t --set sipx-proxy-domain=example.com \
		--set users-file="$1" --set http-port=0 --set sip-port=0
}
faulty()
{
	check users.xml
	expect_result 78
	expect_said 'users\.xml:[0-9]+:[0-9]+: '
	[ -z "${1:-}" ] || expect_said "$1"
}
users()	{ printf '%s\n' "<validusers $ns>" "$@" '</validusers>' >users.xml; }
hash=0123456789abcdef0123456789abcdef

: >users.xml
faulty
users '<user>'
faulty
users '<user><identity>a@example.com</identity></user>'
faulty userName
users '<user><userName>a b</userName></user>'
faulty
users '<user><userName>a&#10;b</userName></user>'
faulty
users "<user><userName>a</userName><passtoken>$hash$hash</passtoken></user>"
faulty passtoken
users '<user><userName>a</userName><pintoken>xyz</pintoken></user>'
faulty pintoken
users '<user><userName>a</userName></user><user><userName>a</userName></user>'
faulty a
say "<!DOCTYPE validusers SYSTEM '/etc/passwd'><validusers $ns/>" >users.xml
faulty DOCTYPE
say '<validusers/>' >users.xml
faulty
for file in missing.xml . /dev/zero; do
	check $file
	expect_result 66 78
	expect_said "$file"
done

# As sipXecs writes it: with elements that are nothing to us.
cat >users.xml <<END
<?xml version="1.0" encoding="UTF-8"?>

<validusers $ns>
  <user>
    <identity>200@example.com</identity>
    <userName>200</userName>
    <aliases>
      <alias>jdoe</alias>
      <alias>john.doe</alias>
    </aliases>
    <displayName>John &amp; Jane Döe</displayName>
    <contact>"John &amp; Jane Döe"&lt;sip:200@example.com&gt;</contact>
    <pintoken>$hash</pintoken>
    <passtoken>$hash</passtoken>
    <inDirectory>true</inDirectory>
    <hasVoicemail>true</hasVoicemail>
    <userBusyPrompt>true</userBusyPrompt>
    <voicemailTui>stdui</voicemailTui>
    <canRecordPrompts>false</canRecordPrompts>
    <canTuiChangePin>true</canTuiChangePin>
    <moh>~~mh~</moh>
    <email>
      <address>jdoe@example.com</address>
      <notification attachAudio="true">BRIEF</notification>
      <imap synchronize="true"><host>m.example.com</host><port>143</port>
        <useTLS>false</useTLS><password>42</password></imap>
    </email>
    <distributions><list digits="1"><mailbox>201</mailbox></list></distributions>
  </user>
  <user>
    <identity>201@example.com</identity>
    <userName>201</userName>
    <aliases/>
    <contact>sip:201@example.com</contact>
    <pintoken/>
    <passtoken>$hash</passtoken>
    <inDirectory>false</inDirectory>
  </user>
</validusers>
END
check users.xml
expect_result 0
