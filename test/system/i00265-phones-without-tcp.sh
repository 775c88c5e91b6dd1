# Phones that have said UDP, and no TCP port is open where they are: what has
# more than 1300 bytes comes by UDP, too, and at once; else an ACK is lost for
# good, since nobody says that it did not arrive.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

export PHONES_TCP=no
big=$(printf 'x%.0s' {1..1600})
for route in '' --route; do
	start_talking $route alice bob
	place alice bob
	talk <<-END
	alice receives INVITE with SDP
	alice sends 200 with SDP
	alice receives ACK
	bob receives INVITE without SDP
	bob sends 200 with SDP big
	alice receives INVITE within 0.7 s with SDP of bob
	alice sends 200 with SDP big
	bob receives ACK within 0.7 s with SDP of alice
	alice receives ACK
	bob sends 200 again
	bob receives ACK again
	bob sends INVITE with SDP big hold
	alice receives INVITE within 0.7 s with SDP of bob
	alice sends 200 with SDP big
	bob receives 200 within 0.7 s with SDP of alice
	bob sends ACK
	alice receives ACK
	# The offer is in the answer, and the answer in the ACK.
	alice sends INVITE
	bob receives INVITE without SDP
	bob sends 200 with SDP big
	alice receives 200 within 0.7 s with SDP of bob
	alice sends ACK with SDP big
	bob receives ACK within 0.7 s with SDP of alice
	alice sends MESSAGE with body $big
	bob receives MESSAGE within 0.7 s with body $big
	bob sends 200
	alice receives 200
	END
	leave alice bob
	phones_end
	stop_daemon
	stop_process "$phones_pid"
done
