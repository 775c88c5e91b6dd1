/*
 * The configuration: what a reload may not change.
 */
#include "config.h"

static int
keep(struct config *config, const struct config *old, const char *name)
{
	struct buf text = BUF_INIT;
	int done = -1;

	config_get(old, config_row(name, NULL), &text);
	if (buf_ok(&text))
		done = config_set(config, name, buf_text(&text), text.len,
		    false, NULL);
	buf_release(&text);
	return done;
}

int
config_keep_fixed(struct config *config, const struct config *old,
    struct buf *names)
{
	const char *name;

	/* ends, as config_set() takes back what config_get() writes */
	while ((name = config_differs(old, config)) != NULL) {
		if (keep(config, old, name) == -1)
			return -1;
		if (names->len != 0)
			buf_putc(names, ',');
		buf_puts(names, name);
	}
	return buf_ok(names) ? 0 : -1;
}
