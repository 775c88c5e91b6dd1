/* A phone's offer; our answer is SDP itself, with as many media. */
#include "offer.h"

#include "fuzz.h"

static unsigned
count_media(const char *sdp, size_t n)
{
	unsigned count = 0;
	char before = '\n';

	for (size_t i = 0; i + 1 < n; before = sdp[i++])
		if ((before == '\n' || before == '\r') && sdp[i] == 'm' &&
		    sdp[i + 1] == '=')
			count++;
	return count;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf out = BUF_INIT, again = BUF_INIT;

	buf_puts(&out, "before");
	if (offer_answer(&out, (const char *)data, size, "192.0.2.1", 1,
	    2) == -1) {
		assert(strcmp(buf_text(&out), "before") == 0);
	} else {
		const char *answer = buf_text(&out) + 6;
		size_t n = out.len - 6;
		assert(strncmp(answer, "v=0\r\n", 5) == 0);
		assert(count_media(answer, n) ==
		    count_media((const char *)data, size));
		assert(offer_answer(&again, answer, n, "::1", 1, 2) == 0);
	}
	buf_release(&out);
	buf_release(&again);
	return 0;
}
