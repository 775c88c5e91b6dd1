/*
 * Lines of a record: a byte for the time, two for status, method and party, one
 * for the phrase's length, the phrase.  The document of it must be well-formed.
 */
#include "call.h"

#include "fuzz.h"
#include "reader.h"
#include "status.h"

/* *call has the record; the rest of it is made up. */
static void
check_document(struct call *call)
{
	static const struct xml_handler nothing = { 0 };
	static char id[] = "\"<call>&'\x01\xff@host";
	struct buf out = BUF_INIT;
	struct err err;

	call->pair[0].sip_call_id = id;
	status_lines_write(&out, call);
	assert(xml_read(out.data, out.len, 1, &nothing, &err) == 0);
	buf_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct call call;
	struct history *history = &call.history;
	struct history_line line;
	uint64_t now = 1259114103662, last = 0;
	unsigned added = 0, read = 0;
	char phrase[256];

	history_init(history);
	while (size >= 4) {
		size_t n = data[3] < size - 4 ? data[3] : size - 4;
		memcpy(phrase, data + 4, n);
		phrase[n] = '\0';
		now += (uint64_t)(int64_t)((data[0] >> 1) - 20) * 997;
		added += history_add(history, now,
		    (enum history_method)(data[2] / 8 % 6),
		    data[2] / 48 * 7u, data[1] * 4u + data[2] % 8,
		    phrase) == 0;
		data += 4 + n;
		size -= 4 + n;
	}
	for (size_t at = 0; history_next(history, &at, &line); read++) {
		assert(line.time_ms >= last);
		assert(line.status >= 100 && line.status < 700);
		last = line.time_ms;
	}
	assert(read == added && added == history->lines &&
	    added <= HISTORY_LINES_MAX);
	check_document(&call);
	history_release(history);
	return 0;
}
