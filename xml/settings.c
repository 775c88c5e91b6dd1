/*
 * The configuration file: each child of the root is one element of the table.
 */
#include "settings.h"

#include <stdbool.h>
#include <string.h>

#include "reader.h"

enum { ROWS_MAX = 128 };	/* of the table; it has far fewer */

struct settings {
	struct config *config;
	bool seen[ROWS_MAX];	/* in this document */
};

/* Also keeps count of what came before. */
static bool
seen_before(struct settings *settings, const char *name)
{
	size_t count;
	const struct config_row *rows = config_rows(&count);

	for (size_t i = 0; i < count && i < ROWS_MAX; i++) {
		if (strcmp(rows[i].name, name) != 0)
			continue;
		bool before = settings->seen[i];
		settings->seen[i] = true;
		return before;
	}
	return false;
}

/*
 * An unknown element is told from its start tag, before anybody complains
 * about what it contains.
 */
static int
on_start(void *arg, const char *space, const char *name, unsigned depth,
    struct err *err)
{
	(void)arg;
	if (depth == 0)
		return xml_root(space, name, SETTINGS_NAMESPACE, "rest-config",
		    err);
	if (depth > 1)
		return err_set(err, 0, "'%.60s' cannot stand in another element",
		    name);
	if (strcmp(space, SETTINGS_NAMESPACE) != 0)
		return err_set(err, 0, "'%.60s' is of another namespace", name);
	return config_row(name, err) ? 0 : -1;
}

static int
on_end(void *arg, const char *space, const char *name, unsigned depth,
    const char *text, size_t n, struct err *err)
{
	struct settings *settings = arg;

	(void)space;
	if (depth == 0)
		return n == 0 ? 0 : err_value(err, 0, name, text, n,
		    "stands outside of any element");
	return config_set(settings->config, name, text, n,
	    seen_before(settings, name), err);
}

int
settings_read(struct config *config, const char *data, size_t n,
    unsigned long salt, struct err *err)
{
	struct settings settings = { .config = config };
	struct xml_handler handler = { on_start, on_end, &settings };

	return xml_read(data, n, salt, &handler, err);
}
