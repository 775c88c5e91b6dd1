/*
 * Addresses and networks in CIDR notation.  inet_pton() is pure: it looks at
 * its arguments alone.
 */
#include "net.h"

#include <arpa/inet.h>
#include <string.h>

#include "mem.h"
#include "text.h"

enum {
	TEXT_MAX = 64,		/* longer than any address */
	MAPPED_BITS = 96	/* of ::ffff:0:0/96 */
};

static const uint8_t mapped_prefix[12] = {
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff
};

static bool
is_mapped(const struct net_address *addr)
{
	return memcmp(addr->bytes, mapped_prefix, sizeof(mapped_prefix)) == 0;
}

bool
net_is_loopback(const struct net_address *addr)
{
	static const uint8_t v6[16] = { [15] = 1 };

	return memcmp(addr->bytes, v6, sizeof(v6)) == 0 ||
	    (is_mapped(addr) && addr->bytes[12] == 127);
}

void
net_from_bytes(struct net_address *out, const void *bytes, size_t n)
{
	memset(out, 0, sizeof(*out));
	if (n == 4) {
		memcpy(out->bytes, mapped_prefix, sizeof(mapped_prefix));
		memcpy(out->bytes + sizeof(mapped_prefix), bytes, 4);
	} else if (n == 16) {
		memcpy(out->bytes, bytes, 16);
	}
}

/* n bytes, an IPv4 address only if it is not in brackets. */
static int
parse(struct net_address *out, const char *text, size_t n, bool *ipv4)
{
	char copy[TEXT_MAX];
	uint8_t bytes[16];
	bool brackets = n > 2 && text[0] == '[' && text[n - 1] == ']';

	if (brackets) {
		text++;
		n -= 2;
	}
	if (n == 0 || n >= sizeof(copy))
		return -1;
	memcpy(copy, text, n);
	copy[n] = '\0';
	*ipv4 = !brackets && inet_pton(AF_INET, copy, bytes) == 1;
	if (!*ipv4 && inet_pton(AF_INET6, copy, bytes) != 1)
		return -1;
	net_from_bytes(out, bytes, *ipv4 ? 4 : 16);
	return 0;
}

int
net_parse(struct net_address *out, const char *text)
{
	bool ipv4;

	return parse(out, text, strlen(text), &ipv4);
}

/* Are the first `bits` bits of both the same? */
static bool
same_bits(const struct net_address *a, const struct net_address *b,
    unsigned bits)
{
	unsigned whole = bits / 8;
	unsigned mask = 0xffU << (8 - bits % 8) & 0xff;

	if (memcmp(a->bytes, b->bytes, whole) != 0)
		return false;
	return mask == 0 || ((a->bytes[whole] ^ b->bytes[whole]) & mask) == 0;
}

/* No bit set behind the first `bits` ones? */
static bool
host_bits_clear(const struct net_range *range)
{
	for (unsigned i = range->bits; i < 128; i++) {
		if (range->base.bytes[i / 8] >> (7 - i % 8) & 1)
			return false;
	}
	return true;
}

/* Returns NULL, or what is wrong. */
static const char *
parse_range(struct net_range *range, const char *text)
{
	const char *slash = strchr(text, '/');
	size_t n = slash ? (size_t)(slash - text) : strlen(text);
	bool ipv4;

	if (parse(&range->base, text, n, &ipv4) != 0)
		return "is not an IP address or a network in CIDR notation";
	range->bits = 128;
	if (!slash)
		return NULL;

	long long bits;
	size_t digits = strlen(slash + 1);
	if (digits > 3 || text_number(slash + 1, digits, &bits) != 0 ||
	    bits > (ipv4 ? 32 : 128))
		return ipv4 ? "has a prefix length that is not 0 to 32" :
		    "has a prefix length that is not 0 to 128";
	range->bits = (unsigned)bits + (ipv4 ? MAPPED_BITS : 0);
	if (!host_bits_clear(range))
		return "has bits set behind the prefix: a network's address, "
		    "or a single address without '/', is expected";
	return NULL;
}

int
net_list_add(struct net_list *list, const char *text, struct err *err)
{
	struct net_range range;
	const char *problem = parse_range(&range, text);

	if (problem)
		return err_value(err, 0, "network", text, strlen(text),
		    problem);

	struct net_range *ranges = NULL;
	if (list->count < SIZE_MAX / sizeof(*ranges) - 1)
		ranges = mem_resize(list->ranges,
		    (list->count + 1) * sizeof(*ranges));
	if (!ranges)
		return err_set(err, 0, "network: out of memory");
	list->ranges = ranges;
	ranges[list->count++] = range;
	return 0;
}

/*
 * An IPv4 address is in IPv4 networks only: "::/0" means all of IPv6, and does
 * not quietly let in all of IPv4 by way of its mapped form.
 */
static bool
range_has(const struct net_range *range, const struct net_address *addr)
{
	if (range->bits < MAPPED_BITS && is_mapped(addr))
		return false;
	return same_bits(&range->base, addr, range->bits);
}

bool
net_list_has(const struct net_list *list, const struct net_address *addr)
{
	for (size_t i = 0; i < list->count; i++) {
		if (range_has(&list->ranges[i], addr))
			return true;
	}
	return false;
}

void
net_list_release(struct net_list *list)
{
	mem_free(list->ranges);
	list->ranges = NULL;
	list->count = 0;
}
