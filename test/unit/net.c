/*
 * Addresses and networks.
 */
#include "../../lib/net.c"

#include <stdio.h>

#include "check.h"

TEST(parse)
{
	static const struct {
		const char *text;
		const char *same;	/* NULL: refused */
	} rows[] = {
		{ "192.0.2.1", "::ffff:192.0.2.1" },
		{ "::ffff:c000:201", "192.0.2.1" },
		{ "::1", "[::1]" },
		{ "2001:DB8::A", "2001:db8:0:0:0:0:0:a" },
		{ "0.0.0.0", "::ffff:0:0" },
		{ "", NULL }, { " ", NULL }, { "[]", NULL }, { "[", NULL },
		{ "localhost", NULL }, { "1.2.3", NULL },
		{ "1.2.3.4.5", NULL }, { "1.2.3.256", NULL },
		{ "01.2.3.4", NULL }, { "1.2.3.4 ", NULL },
		{ " 1.2.3.4", NULL }, { "1.2.3.4\n", NULL },
		{ "[1.2.3.4]", NULL }, { "[::1", NULL }, { "::1]", NULL },
		{ "[[::1]]", NULL }, { "fe80::1%lo", NULL },
		{ "1.2.3.4:80", NULL }, { "[::1]:80", NULL },
		{ "1.2.3.4/32", NULL }, { "0x7f.0.0.1", NULL },
		{ "2130706433", NULL }, { ":::", NULL },
		{ "1:2:3:4:5:6:7:8:9", NULL },
		{ "00000000000000000000000000000000000000000000000000000000"
		    "0000000000000000000000000000000000001.2.3.4", NULL }
	};

	for (size_t i = 0; i < CHECK_ROWS(rows); i++) {
		struct net_address a, b;

		check_row(rows[i].text);
		int result = net_parse(&a, rows[i].text);
		CHECK_INT(result, rows[i].same ? 0 : -1);
		if (result == 0) {
			CHECK_INT(net_parse(&b, rows[i].same), 0);
			CHECK(memcmp(&a, &b, sizeof(a)) == 0);
		}
	}
}

TEST(loopback)
{
	static const struct {
		const char *text;
		bool loopback;
	} rows[] = {
		{ "127.0.0.1", true }, { "127.0.0.0", true },
		{ "127.255.255.255", true }, { "::1", true },
		{ "[::1]", true }, { "::ffff:127.0.0.1", true },
		{ "126.255.255.255", false }, { "128.0.0.1", false },
		{ "0.0.0.1", false }, { "192.0.2.127", false },
		{ "::", false }, { "::2", false }, { "1::1", false },
		{ "::127.0.0.1", false }, { "::fffe:7f00:1", false },
		{ "2001:db8::7f00:1", false }, { "::ffff:0.0.0.1", false }
	};

	for (size_t i = 0; i < CHECK_ROWS(rows); i++) {
		struct net_address a;

		check_row(rows[i].text);
		CHECK_INT(net_parse(&a, rows[i].text), 0);
		CHECK_INT(net_is_loopback(&a), rows[i].loopback);
	}
}

TEST(from_bytes)
{
	static const uint8_t v4[4] = { 192, 0, 2, 1 };
	uint8_t v6[16] = { 0x20, 1 };
	struct net_address a, b;

	net_from_bytes(&a, v4, 4);
	CHECK_INT(net_parse(&b, "192.0.2.1"), 0);
	CHECK(memcmp(&a, &b, sizeof(a)) == 0);
	v6[15] = 9;
	net_from_bytes(&a, v6, 16);
	CHECK_INT(net_parse(&b, "2001::9"), 0);
	CHECK(memcmp(&a, &b, sizeof(a)) == 0);
	net_from_bytes(&a, v6, 5);
	CHECK_INT(net_parse(&b, "::"), 0);
	CHECK(memcmp(&a, &b, sizeof(a)) == 0);
	net_from_bytes(&a, NULL, 0);
	CHECK(memcmp(&a, &b, sizeof(a)) == 0);
}

TEST(ranges)
{
	static const struct {
		const char *range, *address;
		bool has;
	} rows[] = {
		{ "127.0.0.0/8", "127.0.0.1", true },
		{ "127.0.0.0/8", "127.255.255.255", true },
		{ "127.0.0.0/8", "::ffff:127.0.0.1", true },
		{ "127.0.0.0/8", "128.0.0.0", false },
		{ "127.0.0.0/8", "126.255.255.255", false },
		{ "127.0.0.0/8", "::1", false },
		{ "10.0.0.0/9", "10.127.255.255", true },
		{ "10.0.0.0/9", "10.128.0.0", false },
		{ "192.0.2.128/25", "192.0.2.127", false },
		{ "192.0.2.128/25", "192.0.2.128", true },
		{ "192.0.2.4/31", "192.0.2.5", true },
		{ "192.0.2.4/31", "192.0.2.6", false },
		{ "192.0.2.4/32", "192.0.2.4", true },
		{ "192.0.2.4/32", "192.0.2.5", false },
		{ "192.0.2.4", "192.0.2.4", true },
		{ "192.0.2.4", "192.0.2.5", false },
		{ "0.0.0.0/0", "203.0.113.9", true },
		{ "0.0.0.0/0", "2001:db8::1", false },
		{ "::/0", "2001:db8::1", true },
		{ "::/0", "::1", true },
		{ "::/0", "192.0.2.4", false },
		{ "::/0", "::ffff:192.0.2.4", false },
		{ "::/95", "192.0.2.4", false },
		{ "::ffff:0:0/96", "192.0.2.4", true },
		{ "::ffff:192.0.2.0/120", "192.0.2.4", true },
		{ "::ffff:192.0.2.0/120", "192.0.3.4", false },
		{ "2001:db8::/32", "2001:db8:ffff::1", true },
		{ "2001:db8::/32", "2001:db9::1", false },
		{ "[2001:db8::]/32", "2001:db8::1", true },
		{ "fe80::/10", "febf::1", true },
		{ "fe80::/10", "fec0::1", false },
		{ "::1", "::1", true },
		{ "::1/128", "::2", false },
		{ "::1", "127.0.0.1", false }
	};

	for (size_t i = 0; i < CHECK_ROWS(rows); i++) {
		struct net_list list = { NULL, 0 };
		struct net_address a;
		char row[80];

		snprintf(row, sizeof(row), "%s in %s", rows[i].address,
		    rows[i].range);
		check_row(row);
		CHECK_INT(net_list_add(&list, rows[i].range, NULL), 0);
		CHECK_INT(net_parse(&a, rows[i].address), 0);
		CHECK_INT(net_list_has(&list, &a), rows[i].has);
		net_list_release(&list);
	}
}

TEST(bad_ranges)
{
	static const char prefix4[] = "has a prefix length that is not 0 to 32";
	static const char prefix6[] =
	    "has a prefix length that is not 0 to 128";
	static const char host[] = "has bits set behind the prefix";
	static const char address[] = "is not an IP address or a network";
	static const struct {
		const char *text, *message;
	} rows[] = {
		{ "", address }, { "/", address }, { "/8", address },
		{ "localhost", address }, { "example.com/24", address },
		{ "10.0.0.0/", prefix4 }, { "10.0.0.0/33", prefix4 },
		{ "10.0.0.0/-1", prefix4 }, { "10.0.0.0/+8", prefix4 },
		{ "10.0.0.0/8x", prefix4 }, { "10.0.0.0/ 8", prefix4 },
		{ "10.0.0.0/8/8", prefix4 }, { "10.0.0.0/0000", prefix4 },
		{ "10.0.0.0/99999999999999999999", prefix4 },
		{ "10.0.0.0/255.0.0.0", prefix4 },
		{ "2001:db8::/129", prefix6 }, { "2001:db8::/x", prefix6 },
		{ "10.0.0.1/8", host }, { "10.0.0.1/31", host },
		{ "0.0.0.1/0", host }, { "2001:db8::1/32", host },
		{ "::1/0", host }, { "10.128.0.0/8", host },
		{ "10.0.0.0\r\n/8", address }
	};
	struct net_list list = { NULL, 0 };

	for (size_t i = 0; i < CHECK_ROWS(rows); i++) {
		struct err err = { 7, 7, 7, "" };

		check_row(rows[i].text);
		CHECK_INT(net_list_add(&list, rows[i].text, &err), -1);
		CHECK_INT(err.code, 0);
		CHECK(strncmp(err.text, "network: '", 10) == 0);
		CHECK(strstr(err.text, rows[i].message) != NULL);
	}
	CHECK_INT(list.count, 0);
	CHECK(list.ranges == NULL);
}

TEST(lists)
{
	struct net_list list = { NULL, 0 };
	struct net_address a;

	CHECK_INT(net_parse(&a, "10.1.2.3"), 0);
	CHECK(!net_list_has(&list, &a));
	net_list_release(&list);

	for (int i = 0; i < 200; i++) {
		char text[24];

		snprintf(text, sizeof(text), "10.%d.0.0/16", i);
		CHECK_INT(net_list_add(&list, text, NULL), 0);
	}
	CHECK_INT(list.count, 200);
	CHECK(net_list_has(&list, &a));
	CHECK_INT(net_parse(&a, "10.199.2.3"), 0);
	CHECK(net_list_has(&list, &a));
	CHECK_INT(net_parse(&a, "10.200.2.3"), 0);
	CHECK(!net_list_has(&list, &a));
	net_list_release(&list);
	CHECK(list.ranges == NULL && list.count == 0);
}

TEST(no_memory)
{
	struct net_list list = { NULL, 0 };
	struct net_address a;
	struct err err;

	mem_fail_after(1);
	CHECK_INT(net_list_add(&list, "10.0.0.0/8", &err), 0);
	CHECK_INT(net_list_add(&list, "192.0.2.0/24", &err), -1);
	mem_fail_after(-1);
	CHECK_STR(err.text, "network: out of memory");
	CHECK_INT(list.count, 1);
	CHECK_INT(net_parse(&a, "10.1.2.3"), 0);
	CHECK(net_list_has(&list, &a));
	net_list_release(&list);
}

int
main(void)
{
	RUN(parse);
	RUN(loopback);
	RUN(from_bytes);
	RUN(ranges);
	RUN(bad_ranges);
	RUN(lists);
	RUN(no_memory);
	return check_done();
}
