/*
 * What the fuzz targets share.  A target is one file with this one function;
 * what must hold is asserted there.
 */
#ifndef FUZZ_H
#define FUZZ_H

#undef NDEBUG
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The input as a string of its own (a NUL in it ends it early). */
static inline char *
fuzz_text(const uint8_t *data, size_t size)
{
	return mem_dup_n((const char *)data, size);
}

/* Cut a string at its next line feed; the rest, or "" . */
static inline char *
fuzz_line(char *text)
{
	size_t n = strcspn(text, "\n");

	if (text[n] == '\0')
		return text + n;
	text[n] = '\0';
	return text + n + 1;
}

#endif
