# HTTP that a lenient parser lets pass, and a proxy in front may read in another
# way (RFC 9112 2.2, 3.2, 5.1, 6.3), and the codes of the limits.
. "$(dirname "$0")/lib.sh"

start_daemon
path=$(path_of user1 user2)

host='Host: x\r\n'
end='Connection: close\r\n\r\n'
long=$(printf 'x%.0s' {1..5000})
huge=$(printf 'x%.0s' {1..20000})
many=$(printf 'X-%d: y\\r\\n' {1..100})
refused '400' "GET $path HTTP/1.1\r\n$end"
refused '400' "GET $path HTTP/1.1\r\n$host$host$end"
refused '400' "GET $path HTTP/1.1\r\n${host}X: a\0b\r\n$end"
refused '400' "GET $path HTTP/1.1\r\n${host}X : y\r\n$end"
refused '400' "GET $path HTTP/1.1\r\n${host} folded\r\n$end"
refused '414' "GET /callcontroller/user1/$long HTTP/1.1\r\n$host$end"
refused '431' "GET $path HTTP/1.1\r\n${host}X: $huge\r\n$end"
refused '431' "GET $path HTTP/1.1\r\n$host$many$end"
refused '400' "POST $path HTTP/1.1\r\n${host}Content-Length: +3\r\n${end}abc"
refused '400' "POST $path HTTP/1.1\r\n${host}Content-Length: 3\r\nContent-Length: 4\r\n${end}abcd"
refused '400 501' "POST $path HTTP/1.1\r\n${host}Transfer-Encoding: gzip\r\n$end"
refused '400' "POST $path HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n${end}zz\r\n"
refused '400' "POST $path HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n${end}-1\r\n"
[ $FAULTS -eq 0 ] || fail "$FAULTS broken requests were not refused"
# Nothing of it was taken for a call.
status user1 user2
[ ! -s record ] || fail "a call was placed: $(cat record)"
