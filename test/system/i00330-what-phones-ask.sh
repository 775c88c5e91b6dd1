# INFO (DTMF), OPTIONS, MESSAGE and what is unknown go to the other phone, with
# their bodies, and its answers come back; both ways.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
call_up alice bob
for pair in 'alice bob' 'bob alice'; do
	set -- $pair
	talk <<-END
	$1 sends INFO with body Signal=5\r\nDuration=160\r\n
		| Content-Type: application/dtmf-relay
	$2 receives INFO with body Signal=5\s+Duration=160
		| Content-Type: application/dtmf-relay
	$2 sends 200
	$1 receives 200 to INFO
	$1 sends INFO with body Signal=#\r\n
		| Content-Type: application/dtmf-relay | Info-Package: dtmf
	$2 receives INFO with body Signal=#
	$2 sends 415 | Accept: application/dtmf
	$1 receives 415 to INFO
	$1 sends OPTIONS
	$2 receives OPTIONS
	$2 sends 200
	$1 receives 200 to OPTIONS | Allow: .*INVITE.*
	$1 sends MESSAGE with body Where are you? | Content-Type: text/plain
	$2 receives MESSAGE with body Where are you\? | Content-Type: text/plain
	$2 sends 202
	$1 receives 202 to MESSAGE
	END
done
expect_dialogs alice bob confirmed confirmed

# A dozen keys at once: all arrive, in their order, and each is answered.
keys=
for key in 1 2 3 4 5 6 7 8 9 0 '*' A; do
	keys+="alice sends INFO with body Signal=$key\\r\\n"
	keys+=" | Content-Type: application/dtmf-relay"$'\n'
done
talk <<<"$keys"
for key in 1 2 3 4 5 6 7 8 9 0 '[*]' A; do
	talk <<-END
	bob receives INFO with body Signal=$key
	bob sends 200
	alice receives 200 to INFO
	END
done

# A method that nobody knows.
talk <<'END'
alice sends JUMP
alice receives 405|501
END
leave bob alice
phones_end
