# "make install": the unit's paths are there, and whoever the service runs as
# can read the configuration.
. "$(dirname "$0")/lib.sh"
need make

# Not in TEST_DIR, which nobody else may look into.
root=$(mktemp -d "${TMPDIR:-/tmp}/callcontroller-install.XXXXXX")
chmod 755 "$root"
unset MAKEFLAGS MAKEOVERRIDES MFLAGS

# install_to FOLDER MAKE-ARGUMENTS...: -o, as this is not about building.
install_to()
{
	local folder=$1
	shift
	make -s -C "$top" -o callcontrollerd install DESTDIR="$folder" "$@" \
		>make.log 2>&1 || fail "make install $*: $(tail -5 make.log)"
	[ ! -s make.log ] || fail "make install $* says: $(cat make.log)"
	unit=$(find "$folder" -name callcontrollerd.service)
	[ -s "$unit" ] || fail "no unit file"
	! grep -n '@[a-z]*@' "$unit" || fail "$* leaves that in the unit"
	read -r program option config \
		<<<"$(sed -n 's/^ExecStart=//p' "$unit")"
	[ "$option" = -c ] || fail "ExecStart: $program $option"
	[ -x "$folder$program" ] || fail "$*: no program $program"
	[ -f "$folder$config" ] || fail "$*: no configuration $config"
}

as_nobody()
{
	setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
}

umask 077
n=0
for arguments in '' prefix=/usr 'prefix=/opt/cc sysconfdir=/etc'; do
	n=$((n + 1))
	install_to "$root/$n" $arguments
	[ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null || continue
	as_nobody "$root/$n$program" -t -c "$root/$n$config" >said 2>&1
	result=$?
	! grep -q 'Permission denied' said || fail "$arguments: $(cat said)"
	[ $result -eq 0 ] || fail "$arguments: exit code $result: $(cat said)"
done
[ "$program $config" = "/opt/cc/sbin/callcontrollerd \
/etc/callcontroller/callcontroller.xml" ] || fail "$program $config"

# What an administrator wrote stays.
echo mine >"$root/$n$config"
install_to "$root/$n" $arguments
[ "$(cat "$root/$n$config")" = mine ] || fail "the configuration is replaced"
rm -rf "$root"
