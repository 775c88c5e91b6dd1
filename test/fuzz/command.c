/* Method, path and query, a line each. */
#include "command.h"

#include "buf.h"
#include "fuzz.h"
#include "text.h"

static void
check_address(const struct address *address)
{
	struct buf text = BUF_INIT;
	struct address again;

	address_format(address, &text);
	/* "%23" is our own writing: from outside it is no address */
	if (strchr(text.data, '%') == NULL) {
		assert(address_parse(&again, "again", text.data, text.len,
		    "other.example", NULL) == 0);
		assert(address_equal(address, &again));
	}
	assert(strpbrk(text.data, " <>\";?\\\r\n\t") == NULL);
	buf_release(&text);
}

static void
check_command(const struct command *command)
{
	const char *subject = command->subject;

	check_address(&command->agent);
	check_address(&command->calling);
	check_address(&command->called);
	if (command->target.user[0] != '\0')
		check_address(&command->target);
	assert(command->timeout_s >= 1 && command->timeout_s <= 3600);
	assert(command->cache_s <= 86400 && command->wait_s <= 60);
	assert(!text_has_control(subject, strlen(subject)));
	assert(text_utf8_valid(subject, strlen(subject)));
	assert(command->confpin[strspn(command->confpin, "0123456789")] == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct command_defaults defaults = { "example.com", 30,
		180 };
	char *method = fuzz_text(data, size);
	char *path = fuzz_line(method), *query = fuzz_line(path);
	struct command command;
	struct err err = { .code = 0 };

	if (!command_path(path))
		assert(strncmp(path, "/callcontroller/", 16) != 0);
	else if (command_parse(&command, method, path,
	    *query != '\0' ? query : NULL, &defaults, &err) == 0)
		check_command(&command);
	else
		assert((err.code == 400 || err.code == 404 ||
		    err.code == 405) && err.text[0] != '\0');
	mem_free(method);
	return 0;
}
