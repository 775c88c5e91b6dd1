# HTTP as it should not be: refused, and the next client is served.
. "$(dirname "$0")/lib.sh"

start_daemon
path=$(path_of user1 user2)

faults=0
refused()	# CODES BYTES
{
	raw_http "$2"
	if [[ " $1 " != *" $CODE "* ]]; then
		say "answered $CODE, not one of $1: ${2:0:100}"
		faults=$((faults + 1))
	fi
	get "$path"
	expect_code 200
}

host='Host: x\r\n'
end='Connection: close\r\n\r\n'
long=$(printf 'x%.0s' {1..5000})
huge=$(printf 'x%.0s' {1..20000})
many=$(printf 'X-%d: y\\r\\n' {1..100})
refused '400' "GET $path HTTP/1.1\r\n$end"
refused '400' "GET $path HTTP/1.1\r\n$host$host$end"
refused '400' "GET $path HTTP/1.1\r\n${host}X\0Y: z\r\n$end"
refused '400' "GET $path HTTP/1.1\r\n${host}X: a\0b\r\n$end"
refused '400' "GET $path HTTP/1.1\r\n${host}X : y\r\n$end"
refused '400' "GET $path HTTP/1.1\r\n${host} folded\r\n$end"
refused '400' "GET $path HTTP/1.1\r\n${host}no colon\r\n$end"
refused '400' "GET $path\x01 HTTP/1.1\r\n$host$end"
refused '400' "GET $path\xff HTTP/1.1\r\n$host$end"
refused '400' "GET $path x HTTP/1.1\r\n$host$end"
refused '400' "GET $path\0 HTTP/1.1\r\n$host$end"
refused '400 505' "GET $path HTTP/9.9\r\n$host$end"
refused '400 505' "GET $path FOO/1.1\r\n$host$end"
refused '400' "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"
refused '400' "hello\r\n\r\n"
refused '414' "GET /callcontroller/user1/$long HTTP/1.1\r\n$host$end"
refused '431' "GET $path HTTP/1.1\r\n${host}X: $huge\r\n$end"
refused '431' "GET $path HTTP/1.1\r\n$host$many$end"
refused '400' "POST $path HTTP/1.1\r\n${host}Content-Length: -1\r\n$end"
refused '400' "POST $path HTTP/1.1\r\n${host}Content-Length: x\r\n$end"
refused '400' "POST $path HTTP/1.1\r\n${host}Content-Length: +3\r\n${end}abc"
refused '400' "POST $path HTTP/1.1\r\n${host}Content-Length: 3\r\nContent-Length: 4\r\n${end}abcd"
refused '400' "POST $path HTTP/1.1\r\n${host}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n${end}0\r\n\r\n"
refused '400 501' "POST $path HTTP/1.1\r\n${host}Transfer-Encoding: gzip\r\n$end"
refused '400' "POST $path HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n${end}zz\r\n"
refused '400' "POST $path HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n${end}-1\r\n"
refused '413 400' "POST $path HTTP/1.1\r\n${host}Content-Length: 99999999999999999999\r\n$end"
refused '417' "POST $path HTTP/1.1\r\n${host}Expect: cake\r\nContent-Length: 1\r\n$end"
[ $faults -eq 0 ] || fail "$faults broken requests were not refused"
# Nothing of it was taken for a call.
status user1 user2
[ ! -s record ] || fail "a call was placed: $(cat record)"
