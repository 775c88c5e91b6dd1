# A target that may not be called, or is none: refused, and the call goes on.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
call_up alice bob
for target in '' '%0d%0aX:1' 'a%20b' 'carol@' '@example.com' '%00' \
    'x%3bmaddr=9'; do
	post "$(path_of alice bob sipMethod=Invite action=Transfer \
		target="$target")"
	expect_code 400
	expect_one_line
done
post "$(path_of alice bob sipMethod=Invite action=Transfer \
	target=carol@elsewhere.org)"
expect_code 403
talk_line nobody hears nothing for 200 ms
expect_json alice bob '.transfer == null'
leave alice bob
phones_end
