/*
 * The bytes of a connection.  The first two of the input say how they are cut;
 * however that is, the door must say the same, and what it lets pass must look
 * like requests to a second, simple reader.
 */
#include "door.h"

#include <stdbool.h>
#include <strings.h>

#include "fuzz.h"

static const struct door_limits limits = { 600, 8, 100, 64 };

struct said {
	size_t passed, requests, heads, blanks, extensions;
	unsigned status;
};

/* pieces: their size, or 0 for all at once. */
static void
feed(struct said *said, const char *text, size_t size, size_t pieces)
{
	struct door door;
	enum door_event event = DOOR_MORE;

	*said = (struct said){ .passed = 0 };
	door_init(&door, &limits);
	while (said->passed < size && event != DOOR_BAD) {
		size_t n = size - said->passed;
		if (pieces != 0 && n > pieces)
			n = pieces;
		size_t taken = door_feed(&door, text + said->passed, n,
		    &event);
		assert(taken <= n);
		assert(taken == n || event != DOOR_MORE);
		assert(taken != 0 || event == DOOR_BAD);
		said->passed += taken;
		said->requests += event == DOOR_REQUEST;
		said->heads += event == DOOR_HEAD;
		said->blanks += event == DOOR_BLANK;
		said->extensions += event == DOOR_EXTENSION;
		assert(event != DOOR_EXTENSION ||
		    text[said->passed - 1] == ';');
		assert(event != DOOR_BLANK ||
		    memcmp(text + said->passed - 2, "\r\n", 2) == 0);
		if (event == DOOR_REQUEST)
			assert(door_phase(&door) == DOOR_BETWEEN);
		if (event == DOOR_HEAD)
			assert(door_phase(&door) == DOOR_IN_BODY);
	}
	said->status = door_status(&door);
	assert((said->status != 0) == (event == DOOR_BAD));
	assert((door_why(&door)[0] != '\0') == (event == DOOR_BAD));
}

/* The first head of what was let pass, read in another way. */
static void
check_head(const char *text, size_t size)
{
	size_t begin = 0, at, fields = 0, hosts = 0;

	while (begin + 1 < size && text[begin] == '\r')
		begin += 2;
	for (at = begin; at + 3 < size; at++) {
		if (memcmp(text + at, "\r\n\r\n", 4) == 0)
			break;
	}
	if (at + 3 >= size)
		return;		/* not complete */
	assert(at + 4 - begin <= limits.head_size);
	assert(memchr(text + begin, '\0', at - begin) == NULL);
	for (size_t i = begin; i < at; i++) {
		bool lf = text[i] == '\n';

		assert(lf == (i > begin && text[i - 1] == '\r'));
		if (!lf)
			continue;
		fields++;
		assert(text[i + 1] != ' ' && text[i + 1] != '\t');
		hosts += strncasecmp(text + i + 1, "host:", 5) == 0;
	}
	assert(fields <= limits.header_count);
	assert(hosts <= 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct said whole, single, cut;

	if (size < 2)
		return 0;
	const char *text = (const char *)data + 2;
	size -= 2;
	feed(&whole, text, size, 0);
	feed(&single, text, size, 1);
	feed(&cut, text, size, data[0] + data[1] * 256u + 1);
	assert(memcmp(&whole, &single, sizeof whole) == 0);
	assert(memcmp(&whole, &cut, sizeof whole) == 0);
	assert(whole.heads <= whole.requests + 1);
	check_head(text, whole.passed);
	return 0;
}
