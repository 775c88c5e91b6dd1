/* validusers.xml. */
#include "userfile.h"

#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct hash_key seed = { 1, 2 };
	struct err err = { .code = 0, .text = "" };
	struct users *users = userfile_read((const char *)data, size, &seed,
	    1, &err);

	if (users == NULL)
		assert(err.text[0] != '\0');
	else
		users_find(users, "user1", "example.com", "example.com");
	users_free(users);
	return 0;
}
