# A real proxy and two real phones: user1's phone carries out the REFER. The
# record is then as the documents of the original show it.
. "$(dirname "$0")/lib.sh"
. "$here/baresip.sh"

real_call ''
