# callcontroller: build, test, install.  Works on a fresh clone without a
# configure step; ./configure writes config.mk, config.local.mk is yours.
#
#   make                       build ./callcontrollerd
#   make demo                  two soft-phones, one call, shown as it happens
#   make check                 install what the tests need, build, run all tests
#   make SANITIZE=address,undefined check
#   make bench                 measure, beside Kamailio
#   make soak                  ten minutes of random calls, with sanitizers
#   make install DESTDIR= prefix=/usr/local

VERSION = 0.1.0

CC = gcc
PKG_CONFIG = pkg-config
INSTALL = install
CFLAGS = -O2 -g
WARNINGS = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wcast-qual -Wwrite-strings -Wvla -Wformat=2 -Wundef
HARDENING = -fPIE -fstack-protector-strong -fstack-clash-protection \
	-fcf-protection
HARDENING_LD = -pie -Wl,-z,relro,-z,now,-z,noexecstack
WERROR =
SANITIZE =

prefix = /usr/local
sbindir = $(prefix)/sbin
sysconfdir = $(prefix)/etc
datadir = $(prefix)/share
mandir = $(datadir)/man
unitdir = $(prefix)/lib/systemd/system

-include config.mk
-include config.local.mk

# --- what is built from what ---

LIB = $(sort $(wildcard lib/*.c))
XML = $(sort $(wildcard xml/*.c))
DAEMON = $(sort $(wildcard daemon/*.c))

B = build/$(if $(SANITIZE),$(subst $(comma),-,$(SANITIZE)),plain)$(SUFFIX)
comma = ,
LIB_O = $(LIB:%.c=$B/%.o)
XML_O = $(XML:%.c=$B/%.o)
DAEMON_O = $(DAEMON:%.c=$B/%.o)

LIBEVENT = libevent libevent_openssl
SOFIA = sofia-sip-ua
packages = $(LIBEVENT) $(SOFIA) expat libssl libcrypto
pkg_cflags := $(shell $(PKG_CONFIG) --cflags $(packages) 2>/dev/null)
pkg_libs := $(shell $(PKG_CONFIG) --libs $(packages) 2>/dev/null)
pure_libs := $(shell $(PKG_CONFIG) --libs expat libcrypto 2>/dev/null)

san = $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all \
	-fno-omit-frame-pointer)
fortify = $(if $(SANITIZE),,-D_FORTIFY_SOURCE=2)
std = -std=c17 -pedantic -D_POSIX_C_SOURCE=200809L
all_cflags = $(std) $(CFLAGS) $(WARNINGS) $(if $(WERROR),-Werror) \
	$(HARDENING) $(fortify) $(san) -DVERSION='"$(VERSION)"' \
	-Ilib -Ixml -Idaemon $(patsubst -I%,-isystem %,$(pkg_cflags))
all_ldflags = $(LDFLAGS) $(HARDENING_LD) $(san)

# V=1 shows the commands.
V = 0
Q_CC = $(if $(filter 0,$V),@echo "  CC   $@";)
Q_LD = $(if $(filter 0,$V),@echo "  LINK $@";)

all: callcontrollerd

# What is here is of the build last asked for, whichever is younger.
callcontrollerd: $B/callcontrollerd FORCE
	@cmp -s $< $@ || { cp -f $< $@.new && mv -f $@.new $@; }

$B/callcontrollerd: $(DAEMON_O) $B/xml.a $B/lib.a
	$(Q_LD) $(CC) $(all_ldflags) -o $@ $^ $(pkg_libs)

$B/lib.a: $(LIB_O)
	@rm -f $@ && $(AR) rcs $@ $^
$B/xml.a: $(XML_O)
	@rm -f $@ && $(AR) rcs $@ $^

$B/%.o: %.c $B/.flags | deps
	@mkdir -p $(@D)
	$(Q_CC) $(CC) $(all_cflags) -MMD -MP -c -o $@ $<

# Objects are made anew when the flags change.
flags_now = $(CC) $(all_cflags) $(all_ldflags)
$B/.flags: FORCE
	@mkdir -p $B
	@echo '$(subst ','\'',$(flags_now))' | cmp -s - $@ || \
	    echo '$(subst ','\'',$(flags_now))' > $@

# The build packages, if they are missing.
deps:
	@$(PKG_CONFIG) --exists $(packages) 2>/dev/null || test/setup build

-include $(shell find build -name '*.d' 2>/dev/null)

# --- tests ---

TEST_CFLAGS = -Itest/unit -Itest/replay -Wno-missing-prototypes
UNIT = $(patsubst %.c,$B/%,$(sort $(wildcard test/unit/*.c)))
FUZZ_C = $(filter-out %/replay_main.c,$(sort $(wildcard test/fuzz/*.c)))
FUZZ = $(FUZZ_C:%.c=$B/%)
REPLAY = $B/test/replay/replay
BENCH = $B/test/bench/callgen
CONFIG_ROWS = $B/test/check/config_rows

$B/test/unit/%: test/unit/%.c $B/xml.a $B/lib.a $B/.flags
	@mkdir -p $(@D)
	$(Q_LD) $(CC) $(all_cflags) $(TEST_CFLAGS) -MMD -MP $(all_ldflags) -o $@ $< \
	    $B/xml.a $B/lib.a $(pure_libs)

$(REPLAY): $(sort $(wildcard test/replay/*.c test/replay/*.h)) \
    $(patsubst %.c,$B/%.o,$(sort $(wildcard daemon/control*.c))) \
    $B/daemon/api.o $B/xml.a $B/lib.a
	@mkdir -p $(@D)
	$(Q_LD) $(CC) $(all_cflags) $(TEST_CFLAGS) $(all_ldflags) -o $@ \
	    $(filter %.c %.o %.a,$^) $(pure_libs)

$B/test/fuzz/%: test/fuzz/%.c test/fuzz/replay_main.c $B/xml.a $B/lib.a
	@mkdir -p $(@D)
	$(Q_LD) $(CC) $(all_cflags) $(TEST_CFLAGS) -DFUZZ_REPLAY $(all_ldflags) -o $@ \
	    $(filter %.c %.a,$^) $(pure_libs)

$(BENCH): $(sort $(wildcard test/bench/*.c test/bench/*.h))
	@mkdir -p $(@D)
	$(Q_LD) $(CC) $(std) -D_GNU_SOURCE $(CFLAGS) $(WARNINGS) -Itest/bench -o $@ \
	    $(filter %.c,$^) -lm

$(CONFIG_ROWS): test/check/config_rows.c $B/lib.a
	@mkdir -p $(@D)
	$(Q_LD) $(CC) $(all_cflags) $(all_ldflags) -o $@ $^ $(pure_libs)

tests: $(UNIT) $(REPLAY) $(FUZZ) $(BENCH) $(CONFIG_ROWS) callcontrollerd

# Everything; the last line sums up what passed and what failed.
check:
	@test/setup check
	@$(MAKE) --no-print-directory tests
	@test/all $B

check-static: $(CONFIG_ROWS) callcontrollerd
	@test/all $B static
check-unit: $(UNIT)
	@test/all $B unit
check-replay: $(REPLAY)
	@test/all $B replay
check-fuzz: $(FUZZ)
	@test/all $B fuzz
check-system: callcontrollerd
	@test/all $B system

# Two soft-phones, the daemon, one curl.
demo:
	@test/setup demo
	@$(MAKE) --no-print-directory callcontrollerd
	@test/demo

bench: callcontrollerd $(BENCH)
	@test/setup bench
	@test/bench/run

# Long fuzzing with libFuzzer, FUZZ_SECONDS a target.
FUZZ_SECONDS = 60
fuzz:
	@test/setup check
	@test/fuzz/run $(FUZZ_SECONDS)

# The slow ones: valgrind over a thousand calls; thousands of bad phones.
check-long: callcontrollerd $(BENCH)
	@test/setup check
	@test/long $B

# Two-party calls with random hangups, holds and transfers for ten minutes
# (SOAK_SECONDS), with sanitizers.
soak:
	@test/setup check
	@$(MAKE) --no-print-directory SANITIZE=address,undefined soak-now
soak-now: $B/callcontrollerd $(BENCH)
	@test/long $B soak

# --- installing ---

install: callcontrollerd
	$(INSTALL) -d $(DESTDIR)$(sbindir) $(DESTDIR)$(unitdir) \
	    $(DESTDIR)$(sysconfdir)/callcontroller \
	    $(DESTDIR)$(datadir)/callcontroller \
	    $(DESTDIR)$(mandir)/man5 $(DESTDIR)$(mandir)/man7 \
	    $(DESTDIR)$(mandir)/man8
	$(INSTALL) -m 755 callcontrollerd $(DESTDIR)$(sbindir)
	$(INSTALL) -m 644 xml/*.xsd etc/*.xml $(DESTDIR)$(datadir)/callcontroller
	sed 's,@sbindir@,$(sbindir),g; s,@sysconfdir@,$(sysconfdir),g' \
	    etc/callcontrollerd.service > $(DESTDIR)$(unitdir)/callcontrollerd.service
	chmod 644 $(DESTDIR)$(unitdir)/callcontrollerd.service
	$(INSTALL) -m 644 man/*.5 $(DESTDIR)$(mandir)/man5
	$(INSTALL) -m 644 man/*.7 $(DESTDIR)$(mandir)/man7
	$(INSTALL) -m 644 man/*.8 $(DESTDIR)$(mandir)/man8
	@# No secret is in it (the users are in a file of their own), and the
	@# account that the service runs as has to read it.
	@test -e $(DESTDIR)$(sysconfdir)/callcontroller/callcontroller.xml || \
	    $(INSTALL) -m 644 etc/callcontroller.xml \
	    $(DESTDIR)$(sysconfdir)/callcontroller/callcontroller.xml

uninstall:
	rm -f $(DESTDIR)$(sbindir)/callcontrollerd \
	    $(DESTDIR)$(unitdir)/callcontrollerd.service \
	    $(DESTDIR)$(mandir)/man5/callcontroller.xml.5 \
	    $(DESTDIR)$(mandir)/man7/callcontroller-api.7 \
	    $(DESTDIR)$(mandir)/man8/callcontrollerd.8
	rm -rf $(DESTDIR)$(datadir)/callcontroller

configure: configure.ac
	autoconf

clean:
	rm -rf build callcontrollerd

.PHONY: all tests check check-static check-unit check-replay check-fuzz \
	check-system check-long soak soak-now demo bench fuzz install uninstall clean deps FORCE
FORCE:
