# The same with one datagram in ten lost on either side.
# limit: 250 s
CROWD_CALLS=${CROWD_CALLS:-150} CROWD_SEED=${CROWD_SEED:-2} CROWD_LOSS=10
. "$(dirname "$0")/l00100-crowd.sh"
