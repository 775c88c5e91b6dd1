# HTTP as it should not be: refused, and the next client is served.
. "$(dirname "$0")/lib.sh"

start_daemon
path=$(path_of user1 user2)

host='Host: x\r\n'
end='Connection: close\r\n\r\n'
refused '400' "GET $path HTTP/1.1\r\n${host}X\0Y: z\r\n$end"
refused '400' "GET $path HTTP/1.1\r\n${host}no colon\r\n$end"
refused '400' "GET $path\x01 HTTP/1.1\r\n$host$end"
refused '400' "GET $path\xff HTTP/1.1\r\n$host$end"
refused '400' "GET $path x HTTP/1.1\r\n$host$end"
refused '400' "GET $path\0 HTTP/1.1\r\n$host$end"
refused '400 505' "GET $path HTTP/9.9\r\n$host$end"
refused '400 505' "GET $path FOO/1.1\r\n$host$end"
refused '400 000' "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"
refused '400' "hello\r\n\r\n"
refused '400' "POST $path HTTP/1.1\r\n${host}Content-Length: -1\r\n$end"
refused '400' "POST $path HTTP/1.1\r\n${host}Content-Length: x\r\n$end"
refused '400' "POST $path HTTP/1.1\r\n${host}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n${end}0\r\n\r\n"
refused '413 400' "POST $path HTTP/1.1\r\n${host}Content-Length: 99999999999999999999\r\n$end"
refused '417' "POST $path HTTP/1.1\r\n${host}Expect: cake\r\nContent-Length: 1\r\n$end"
[ $FAULTS -eq 0 ] || fail "$FAULTS broken requests were not refused"
# Nothing of it was taken for a call.
status user1 user2
[ ! -s record ] || fail "a call was placed: $(cat record)"
