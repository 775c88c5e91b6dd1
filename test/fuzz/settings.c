/* The configuration file; what was read can be written and set again. */
#include "settings.h"

#include "fuzz.h"

static void
check_again(const struct config *config)
{
	size_t count;
	const struct config_row *rows = config_rows(&count);
	struct config other;
	struct err err;

	assert(config_init(&other) == 0);
	for (size_t i = 0; i < count; i++) {
		struct buf text = BUF_INIT;
		if (rows[i].type == CONFIG_IGNORED)
			continue;
		config_get(config, &rows[i], &text);
		assert(config_set(&other, rows[i].name, buf_text(&text),
		    text.len, false, &err) == 0);
		buf_release(&text);
	}
	assert(config_differs(config, &other) == NULL);
	config_release(&other);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err err = { .code = 0, .text = "" };
	struct config config;

	assert(config_init(&config) == 0);
	if (settings_read(&config, (const char *)data, size, 1, &err) == 0)
		check_again(&config);
	else
		assert(err.text[0] != '\0');
	config_check(&config, &err);
	config_release(&config);
	return 0;
}
