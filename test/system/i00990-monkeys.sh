# Phones and a client that do anything at any time; what the daemon sends is
# checked message by message, and in the end every leg is over. MONKEYS="SEED
# SECONDS" chooses another sequence, or more of it.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

read -r seed seconds <<<"${MONKEYS:-$RANDOM 8}"
say "MONKEYS=\"$seed $seconds\""
write_users alice bob carol dave
phones_port=$(free_port) phones_transport=
start_daemon_for phones
arguments=()
for name in alice bob carol dave; do
	arguments+=("$name=$(free_port)")
done
python3 -B "$here/phones/monkeys.py" "$HTTP_PORT" "$phones_port" "$seconds" \
	"$seed" "${arguments[@]}" || fail "the monkeys found something"
