# The same with TCP from the daemon to the proxy.
. "$(dirname "$0")/lib.sh"
. "$here/baresip.sh"

real_call tcp
