/*
 * A main for a fuzz target where there is no libFuzzer: runs the files named as
 * arguments through it, once each.  What a fuzzer once found stays tested.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "fuzz.h"

enum { SIZE_MAX_REPLAYED = 1 << 20 };

int
main(int argc, char **argv)
{
	uint8_t *data = malloc(SIZE_MAX_REPLAYED);
	int done = 0;

	for (int i = 1; data != NULL && i < argc; i++) {
		FILE *file = fopen(argv[i], "rb");
		if (file == NULL) {
			perror(argv[i]);
			return 1;
		}
		size_t n = fread(data, 1, SIZE_MAX_REPLAYED, file);
		fclose(file);
		/* of the exact size, so that reading over the end is seen */
		uint8_t *exact = malloc(n != 0 ? n : 1);
		for (size_t k = 0; k < n && exact != NULL; k++)
			exact[k] = data[k];
		if (exact != NULL)
			LLVMFuzzerTestOneInput(exact, n);
		free(exact);
		done++;
	}
	free(data);
	printf("%d passed, 0 failed\n", done);
	return 0;
}
