# The Invite flow from one end to the other: RFC 3725 4.4, Flow IV: the
# messages and their order on both legs, and what a client sees at each step.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
place alice bob subject=Lunch
talk <<'END'
alice receives INVITE with SDP inactive 1
	| Subject: Lunch | Request-URI: sip:alice@example.com.*
	| Contact: .*<sip:callcontroller@127.0.0.1:.*
	| From: .*<sip:alice@example.com>;tag=.*
	| Allow: .*UPDATE.* | Accept: .*application/sdp.*
	| User-Agent: .+ | Supported: (.*, *)?timer.* | !Require
END
expect_dialogs alice bob null
talk_line alice sends 180
expect_dialogs alice bob early
talk <<'END'
alice sends 200 with SDP
alice receives ACK without SDP
then bob receives INVITE without SDP
	| Request-URI: sip:bob@example.com.*
	| From: .*<sip:alice@example.com>;tag=.* | To: <sip:bob@example.com>
	| !Content-Type | !Require
END
expect_dialogs alice bob confirmed null
talk_line bob sends 180
expect_dialogs alice bob confirmed early
talk <<'END'
bob sends 200 with SDP
then alice receives INVITE with SDP of bob
alice sends 200 with SDP
bob receives ACK with SDP of alice
alice receives ACK without SDP
nobody hears nothing for 300 ms
END
expect_dialogs alice bob confirmed confirmed
cat dialogs
head -1 dialogs | grep -q 'alice@example.com Confirmed' ||
	fail "the calling party is not first: $(cat dialogs)"
expect_json alice bob '.method == "Invite"' '.ended == null'
leave alice bob
expect_dialogs alice bob terminated terminated
expect_json alice bob '.verdict == "ended-by-calling"' '.ended != null'
expect_over alice bob sipMethod=Invite
phones_end
phones_wire
