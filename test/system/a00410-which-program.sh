# Whichever kind of build was asked for last is what lies in the folder, even if
# it is the older one; and nothing happens when it is there already.
. "$(dirname "$0")/lib.sh"
need make
unset MAKEFLAGS MAKEOVERRIDES MFLAGS

for kind in plain address; do
	mkdir -p build/$kind
	echo $kind >build/$kind/callcontrollerd
	touch -d '1 hour ago' build/$kind/callcontrollerd
done

# make_kind KIND ARGUMENTS...: -o, as this is not about building.
make_kind()
{
	local kind=$1
	shift
	make -f "$top/Makefile" -o build/$kind/callcontrollerd "$@" \
		callcontrollerd >said 2>&1 || fail "make $*: $(cat said)"
	[ "$(cat callcontrollerd)" = $kind ] ||
		fail "make $*: the program is of $(cat callcontrollerd)"
}

make_kind plain
make_kind address SANITIZE=address
make_kind plain
before=$(stat -c %i.%Y callcontrollerd)
make_kind plain
[ "$(stat -c %i.%Y callcontrollerd)" = "$before" ] || fail "copied twice"
! grep -v -e '^make' said || fail "something happened"
