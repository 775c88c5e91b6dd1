#include "calls.h"

#include <stdlib.h>

static struct call *calls;
static unsigned base, count;

int calls_init(unsigned first, unsigned n)
{
	base = first;
	count = n;
	calls = calloc(n, sizeof(*calls));
	return calls ? 0 : -1;
}

struct call *calls_get(unsigned number)
{
	if (number < base || number - base >= count)
		return NULL;
	return &calls[number - base];
}

unsigned calls_count(uint32_t with, uint32_t without)
{
	unsigned n = 0;

	for (unsigned i = 0; i < count; i++) {
		uint32_t f = calls[i].flags;
		n += (f & with) == with && !(f & without);
	}
	return n;
}

void calls_free(void)
{
	free(calls);
	calls = NULL;
}
