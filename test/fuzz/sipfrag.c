/* The body of a NOTIFY. */
#include "sipfrag.h"

#include "fuzz.h"
#include "text.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sipfrag frag;
	char small[8];

	sipfrag_parse(&frag, (const char *)data, size);
	assert(frag.status == 0 || (frag.status >= 100 && frag.status < 700));
	assert(strlen(frag.phrase) < sizeof frag.phrase);
	assert(!text_has_control(frag.phrase, strlen(frag.phrase)));
	size_t n = sipfrag_phrase(small, sizeof small, (const char *)data,
	    size);
	assert(n < sizeof small && small[n] == '\0');
	return 0;
}
