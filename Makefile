# callcontroller: build, test, install.  Works on a fresh clone without a
# configure step; ./configure writes config.mk, config.local.mk is yours.
#
#   make                       build ./callcontrollerd
#   make demo                  two soft-phones, one call, shown as it happens
#   make check                 install what the tests need, build, run all tests
#   make SANITIZE=address,undefined check
#   make bench                 measure, beside Kamailio
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

all: callcontrollerd

callcontrollerd: $B/callcontrollerd
	@cp -f $< $@.new && mv -f $@.new $@

$B/callcontrollerd: $(DAEMON_O) $B/xml.a $B/lib.a
	$(CC) $(all_ldflags) -o $@ $^ $(pkg_libs)

$B/lib.a: $(LIB_O)
	@rm -f $@ && $(AR) rcs $@ $^
$B/xml.a: $(XML_O)
	@rm -f $@ && $(AR) rcs $@ $^

$B/%.o: %.c $B/.flags | deps
	@mkdir -p $(@D)
	$(CC) $(all_cflags) -MMD -MP -c -o $@ $<

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

clean:
	rm -rf build callcontrollerd

.PHONY: all clean deps FORCE
FORCE:
