# Descriptions of more than 1300 bytes arrive whole, ACKs too, by the transport
# that the phones have said (phones that registered by UDP have no TCP).
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

for PHONES_TRANSPORT in '' tcp; do
	start_talking alice bob
	place alice bob
	talk <<-END
	alice receives INVITE with SDP
	alice sends 200 with SDP
	alice receives ACK
	bob receives INVITE without SDP
	bob sends 200 with SDP audio video big
	alice receives INVITE with SDP of bob
	alice sends 200 with SDP big
	bob receives ACK with SDP of alice
	alice receives ACK
	alice sends INVITE with SDP big hold
	bob receives INVITE with SDP of alice
	bob sends 200 with SDP big
	alice receives 200 with SDP of bob
	alice sends ACK
	bob receives ACK
	END
	leave alice bob
	phones_end
	stop_daemon
	stop_process "$phones_pid"
done
