/* An address from outside, and a display name. */
#include "address.h"

#include "buf.h"
#include "fuzz.h"
#include "text.h"

static void
check_display(const char *name)
{
	struct buf out = BUF_INIT;

	address_display(name, &out);
	const char *text = buf_text(&out);
	if (out.len != 0) {
		/* one quoted-string (RFC 3261 25.1), nothing behind it */
		assert(text[0] == '"' && text[out.len - 1] == '"');
		size_t i = 1;
		for (; text[i] != '"'; i++)
			i += text[i] == '\\';
		assert(i == out.len - 1);
		assert(!text_has_control(text, out.len));
		assert(text_utf8_valid(text, out.len));
	}
	buf_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct address address, again;
	struct err err = { .code = 0 };
	struct buf text = BUF_INIT;
	char *name = fuzz_text(data, size);

	check_display(name);
	address_host_valid(name);
	if (address_parse(&address, "user", (const char *)data, size,
	    "example.com", &err) == 0) {
		assert(address_host_valid(address.host));
		address_format(&address, &text);
		assert(strpbrk(text.data, " <>\";?\\\r\n\t") == NULL);
		/* "%23" is our own writing: from outside it is no address */
		if (strchr(text.data, '%') == NULL) {
			assert(address_parse(&again, "again", text.data,
			    text.len, "other.example", NULL) == 0);
			assert(address_equal(&address, &again));
		}
	} else {
		assert(err.code == 400 && strncmp(err.text, "user", 4) == 0);
	}
	buf_release(&text);
	mem_free(name);
	return 0;
}
