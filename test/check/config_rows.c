/*
 * Prints the table of the configuration for config-man: one line a row, with
 * tabs between name, type, smallest and largest number, default, choices, when
 * a change takes effect, and the name that this one is another of.
 */
#include <stdio.h>

#include "../../lib/config.h"

static const char *const types[] = {
	"text", "host", "ip", "path", "uri", "number", "switch", "choice",
	"list", "ignored"
};

/* The first row that sets the same member. */
static const char *
first(const struct config_row *rows, size_t i)
{
	size_t j = 0;

	while (rows[i].type == CONFIG_IGNORED ? j < i :
	    rows[j].offset != rows[i].offset)
		j++;
	return j < i ? rows[j].name : "";
}

int
main(void)
{
	size_t count;
	const struct config_row *rows = config_rows(&count);

	for (size_t i = 0; i < count; i++)
		printf("%s\t%s\t%ld\t%ld\t%s\t%s\t%s\t%s\n", rows[i].name,
		    types[rows[i].type], rows[i].min, rows[i].max,
		    rows[i].initial, rows[i].choices ? rows[i].choices : "",
		    rows[i].reload == CONFIG_LIVE ? "live" : "restart",
		    first(rows, i));
	return fflush(stdout) == 0 ? 0 : 1;
}
