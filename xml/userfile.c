/*
 * validusers.xml: under the root "user" elements, in each of them the fields
 * below, and aliases with an alias each.
 */
#include "userfile.h"

#include <stdbool.h>
#include <string.h>

#include "buf.h"
#include "mem.h"
#include "reader.h"

enum field {
	FIELD_NAME, FIELD_IDENTITY, FIELD_DISPLAY, FIELD_CONTACT, FIELD_PIN,
	FIELD_PASS, FIELDS
};

static const char *const field_names[FIELDS] = {
	"userName", "identity", "displayName", "contact", "pintoken",
	"passtoken"
};

struct userfile {
	struct users *users;	/* owned until the end */
	bool inside;		/* a user element is open */
	bool aliases;		/* and in it, aliases */
	char *fields[FIELDS];	/* owned; NULL: not there */
	struct buf alias;	/* each one with a NUL behind */
};

static void
user_clear(struct userfile *file)
{
	for (int i = 0; i < FIELDS; i++) {
		char *text = file->fields[i];

		mem_wipe_free(text, text ? strlen(text) : 0);
		file->fields[i] = NULL;
	}
	buf_clear(&file->alias);
	file->inside = false;
	file->aliases = false;
}

static int
on_start(void *arg, const char *space, const char *name, unsigned depth,
    struct err *err)
{
	struct userfile *file = arg;

	if (depth == 0)
		return xml_root(space, name, USERFILE_NAMESPACE, "validusers",
		    err);
	bool ours = strcmp(space, USERFILE_NAMESPACE) == 0;
	if (depth == 1)
		file->inside = ours && strcmp(name, "user") == 0;
	if (depth == 2)
		file->aliases = ours && strcmp(name, "aliases") == 0;
	return 0;
}

static int
field_end(struct userfile *file, const char *name, const char *text, size_t n,
    struct err *err)
{
	int i = 0;

	while (i < FIELDS && strcmp(field_names[i], name) != 0)
		i++;
	if (i == FIELDS)
		return 0;
	if (file->fields[i])
		return err_set(err, 0, "%s: given twice", name);
	file->fields[i] = mem_dup_n(text, n);
	if (!file->fields[i])
		return err_set(err, 0, "out of memory");
	return 0;
}

static int
alias_end(struct userfile *file, const char *name, const char *text, size_t n,
    struct err *err)
{
	if (!file->aliases || strcmp(name, "alias") != 0 || n == 0)
		return 0;
	buf_add(&file->alias, text, n);
	buf_putc(&file->alias, '\0');
	if (!buf_ok(&file->alias))
		return err_set(err, 0, "out of memory");
	return 0;
}

static const char *
field(const struct userfile *file, enum field which)
{
	return file->fields[which] ? file->fields[which] : "";
}

static int
user_end(struct userfile *file, struct err *err)
{
	if (!*field(file, FIELD_NAME))
		return err_set(err, 0, "user without userName");

	struct user *user = users_add(file->users, field(file, FIELD_NAME),
	    field(file, FIELD_IDENTITY), field(file, FIELD_DISPLAY),
	    field(file, FIELD_CONTACT), field(file, FIELD_PIN),
	    field(file, FIELD_PASS), err);
	if (!user)
		return -1;

	const char *alias = buf_text(&file->alias);
	const char *end = alias + file->alias.len;
	for (; alias < end; alias += strlen(alias) + 1) {
		if (users_add_alias(file->users, user, alias, err) != 0)
			return -1;
	}
	return 0;
}

static int
on_end(void *arg, const char *space, const char *name, unsigned depth,
    const char *text, size_t n, struct err *err)
{
	struct userfile *file = arg;

	if (!file->inside || strcmp(space, USERFILE_NAMESPACE) != 0)
		return 0;
	if (depth == 2)
		return field_end(file, name, text, n, err);
	if (depth == 3)
		return alias_end(file, name, text, n, err);
	if (depth != 1)
		return 0;
	int result = user_end(file, err);
	user_clear(file);
	return result;
}

struct users *
userfile_read(const char *data, size_t n, const struct hash_key *seed,
    unsigned long salt, struct err *err)
{
	struct userfile file = { .alias = BUF_INIT };
	struct xml_handler handler = { on_start, on_end, &file };

	file.users = users_new(seed);
	if (!file.users) {
		err_set(err, 0, "out of memory");
		return NULL;
	}
	int result = xml_read(data, n, salt, &handler, err);
	user_clear(&file);
	buf_release(&file.alias);
	if (result == 0)
		return file.users;
	users_free(file.users);
	return NULL;
}
