/*
 * Two SDPs, the second behind a line of "==": what goes on into another dialog
 * is SDP, with one o= line of ours and as many m= lines as there have to be.
 */
#include "sdp.h"

#include "fuzz.h"

static const char origin[] = "v=0\r\no=- 7 ";

static unsigned
lines_of(const struct buf *out)
{
	struct sdp_text text = { buf_text(out), out->len };
	unsigned lines = 99;

	/* What is added can make it longer than what is accepted. */
	if (out->len > SDP_MAX)
		return 99;
	assert(strncmp(text.at, origin, sizeof(origin) - 1) == 0);
	assert(sdp_valid(&text, &lines));
	return lines;
}

static void
check_lines(struct buf *out, unsigned want)
{
	unsigned lines = lines_of(out);

	assert(lines == 99 || lines == want);
	buf_clear(out);
}

static void
go_on(const struct sdp_text *first, const struct sdp_text *second,
    unsigned asked, unsigned said)
{
	unsigned most = asked > said ? asked : said;
	struct buf out = BUF_INIT;
	struct sdp_side side;

	sdp_side_init(&side, "192.0.2.1", 7);
	assert(sdp_offer(&side, first, &out) == 0 && side.version == 1);
	check_lines(&out, asked);
	assert(sdp_offer(&side, first, &out) == 0 && side.version == 1);
	buf_clear(&out);
	sdp_agreed(&side);
	assert(sdp_offer(&side, second, &out) == 0);
	check_lines(&out, most);
	assert(sdp_refresh(&side, &out) == 0);
	check_lines(&out, most);
	sdp_agreed(&side);
	assert(sdp_hold(&side, &out) == 0);
	check_lines(&out, most);
	sdp_agreed(&side);
	uint64_t version = side.version;
	assert(sdp_hold(&side, &out) == 0 && side.version == version);
	buf_clear(&out);
	assert(sdp_answer(&side, second, first, &out) == 0);
	check_lines(&out, asked);
	assert(sdp_keep(&side, second, &out) == 0);
	check_lines(&out, said);
	assert(sdp_refuse(&side, first, &out) == 0);
	check_lines(&out, asked);
	buf_release(&out);
	sdp_side_release(&side);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sdp_text first = { (const char *)data, size }, second = first;
	unsigned asked, said;

	for (size_t i = 0; i + 2 < size; i++) {
		if (memcmp(data + i, "==\n", 3) == 0) {
			first.len = i;
			second.at += i + 3;
			second.len -= i + 3;
			break;
		}
	}
	if (sdp_valid(&first, &asked) && sdp_valid(&second, &said))
		go_on(&first, &second, asked, said);
	return 0;
}
