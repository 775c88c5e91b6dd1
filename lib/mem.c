/*
 * Allocation for the pure core.  The counter below is the only variable of its
 * kind in lib/ and is there for the tests alone.
 */
#include "mem.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static long fail_after = -1;

static bool
must_fail(void)
{
	if (fail_after < 0)
		return false;
	if (fail_after == 0)
		return true;
	fail_after--;
	return false;
}

void *
mem_alloc(size_t n)
{
	if (must_fail())
		return NULL;
	return calloc(1, n ? n : 1);
}

void *
mem_resize(void *block, size_t n)
{
	if (must_fail())
		return NULL;
	/* realloc(p, 0) may free p and return NULL: never ask for that. */
	return realloc(block, n ? n : 1);
}

char *
mem_dup(const char *text)
{
	return mem_dup_n(text, strlen(text));
}

char *
mem_dup_n(const char *bytes, size_t n)
{
	if (n == SIZE_MAX)
		return NULL;
	char *copy = mem_alloc(n + 1);
	if (copy && n)
		memcpy(copy, bytes, n);
	return copy;
}

void
mem_free(void *block)
{
	free(block);
}

void
mem_wipe(void *block, size_t n)
{
	/* volatile: the stores may not be dropped as dead. */
	volatile unsigned char *at = block;

	while (n--)
		*at++ = 0;
}

void
mem_wipe_free(void *block, size_t n)
{
	if (block)
		mem_wipe(block, n);
	mem_free(block);
}

void
mem_fail_after(long n)
{
	fail_after = n < 0 ? -1 : n;
}
