/* An Accept header, and If-None-Match with a tag of ours. */
#include "accept.h"

#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	enum accept_type type = accept_best(text);

	assert(type <= ACCEPT_OTHER);
	if (accept_none_match(text, "\"0123-4\""))
		assert(strstr(text, "\"0123-4\"") != NULL ||
		    strchr(text, '*') != NULL);
	mem_free(text);
	return 0;
}
