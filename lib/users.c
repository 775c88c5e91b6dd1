/*
 * Two tables lead to a user: by name or alias, and by identity.  Names are
 * kept there as they stand in a SIP URI, which is how they are asked for.
 */
#include "users.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "address.h"
#include "buf.h"
#include "mem.h"
#include "text.h"

/* A host for the parser where none matters. */
static const char no_host[] = "localhost";

enum { IDENTITY_MAX = sizeof(struct address) + 1 };

/* A name or an alias; each record has a chain of them. */
struct name {
	struct table_link link;
	struct name *next;
	struct record *record;
	char text[];		/* as in a URI */
};

struct record {
	struct user user;	/* first, so that it leads to the record */
	struct table_link by_identity;
	struct name *names;	/* owned */
	struct record *next;
};

/* What users_add() is given, checked. */
struct values {
	const char *name, *display_name, *contact;
	struct address key;	/* its user part is the name in a URI */
	char identity[IDENTITY_MAX];
	char pin_ha1[USERS_HA1_LENGTH + 1], sip_ha1[USERS_HA1_LENGTH + 1];
};

struct users {
	struct table by_name;		/* of struct name */
	struct table by_identity;	/* of struct record */
	struct record *records;		/* owned, the latest first */
	size_t count;
};

struct users *
users_new(const struct hash_key *seed)
{
	struct users *users = mem_alloc(sizeof(*users));

	if (!users)
		return NULL;
	table_init(&users->by_name, seed);
	table_init(&users->by_identity, seed);
	return users;
}

/* Takes it out of both tables as well. */
static void
record_free(struct users *users, struct record *record)
{
	while (record->names) {
		struct name *name = record->names;

		record->names = name->next;
		table_remove(&users->by_name, &name->link);
		mem_free(name);
	}
	table_remove(&users->by_identity, &record->by_identity);
	mem_free(record->user.name);
	mem_free(record->user.identity);
	mem_free(record->user.display_name);
	mem_free(record->user.contact);
	mem_wipe_free(record, sizeof(*record));
}

void
users_free(struct users *users)
{
	if (!users)
		return;
	while (users->records) {
		struct record *record = users->records;

		users->records = record->next;
		record_free(users, record);
	}
	table_release(&users->by_name);
	table_release(&users->by_identity);
	mem_free(users);
}

static int
no_memory(struct err *err)
{
	return err_set(err, 0, "no memory");
}

/* A user part and nothing else, into its form in a URI. */
static int
parse_name(struct address *address, const char *field, const char *text,
    struct err *err)
{
	if (!text || !*text)
		return err_set(err, 0, "%s: missing", field);
	/* A name has no '@' and no scheme: only then is it all user part. */
	if (strchr(text, '@') || strchr(text, ':'))
		return err_set(err, 0, "%s: '%s' is no user name", field, text);
	if (address_parse(address, field, text, strlen(text), no_host, err)) {
		if (err)
			err->code = 0;
		return -1;
	}
	return 0;
}

/* "user@host" into normal[]; "" for none. */
static int
parse_identity(char normal[IDENTITY_MAX], const char *text, struct err *err)
{
	struct address address;

	normal[0] = '\0';
	if (!text || !*text)
		return 0;
	if (!strchr(text, '@'))
		return err_set(err, 0, "identity: '%s' has no '@'", text);
	if (address_parse(&address, "identity", text, strlen(text), no_host,
	    err)) {
		if (err)
			err->code = 0;
		return -1;
	}
	snprintf(normal, IDENTITY_MAX, "%s@%s", address.user, address.host);
	return 0;
}

/* NULL and "" are none.  The value itself is a secret and never shown. */
static int
parse_token(char out[USERS_HA1_LENGTH + 1], const char *field,
    const char *token, struct err *err)
{
	out[0] = '\0';
	if (!token || !*token)
		return 0;
	if (strlen(token) != USERS_HA1_LENGTH ||
	    strspn(token, "0123456789abcdefABCDEF") != USERS_HA1_LENGTH)
		return err_set(err, 0, "%s: not %d hexadecimal digits", field,
		    USERS_HA1_LENGTH);
	for (int i = 0; i < USERS_HA1_LENGTH; i++)
		out[i] = text_lower(token[i]);
	out[USERS_HA1_LENGTH] = '\0';
	return 0;
}

static struct record *
by_name(const struct users *users, const char *text)
{
	struct name *name = TABLE_OBJECT(table_find(&users->by_name, text),
	    struct name, link);

	return name ? name->record : NULL;
}

static struct record *
by_identity(const struct users *users, const char *identity)
{
	return TABLE_OBJECT(table_find(&users->by_identity, identity),
	    struct record, by_identity);
}

static int
add_name(struct users *users, struct record *record, const char *text)
{
	size_t size = strlen(text) + 1;
	struct name *name = mem_alloc(sizeof(*name) + size);

	if (!name)
		return -1;
	memcpy(name->text, text, size);
	name->record = record;
	if (table_put(&users->by_name, &name->link, name->text)) {
		mem_free(name);
		return -1;
	}
	name->next = record->names;
	record->names = name;
	return 0;
}

static char *
copy(const char *text)
{
	return mem_dup(text ? text : "");
}

/* The checked values into a record, and the record into the tables. */
static struct record *
record_new(struct users *users, const struct values *values)
{
	struct record *record = mem_alloc(sizeof(*record));

	if (!record)
		return NULL;

	struct user *user = &record->user;
	memcpy(user->pin_ha1, values->pin_ha1, sizeof(user->pin_ha1));
	memcpy(user->sip_ha1, values->sip_ha1, sizeof(user->sip_ha1));
	user->name = copy(values->name);
	user->identity = copy(values->identity);
	user->display_name = copy(values->display_name);
	user->contact = copy(values->contact);
	if (!user->name || !user->identity || !user->display_name ||
	    !user->contact || add_name(users, record, values->key.user) ||
	    (user->identity[0] && table_put(&users->by_identity,
	    &record->by_identity, user->identity))) {
		record_free(users, record);
		return NULL;
	}
	record->next = users->records;
	users->records = record;
	users->count++;
	return record;
}

static int
check_taken(const struct users *users, const struct values *values,
    struct err *err)
{
	if (by_name(users, values->key.user))
		return err_set(err, 0, "userName: '%s' is taken",
		    values->name);
	if (values->identity[0] && by_identity(users, values->identity))
		return err_set(err, 0, "identity: '%s' is taken",
		    values->identity);
	return 0;
}

struct user *
users_add(struct users *users, const char *name, const char *identity,
    const char *display_name, const char *contact, const char *pin_ha1,
    const char *sip_ha1, struct err *err)
{
	struct values values = { .name = name, .display_name = display_name,
	    .contact = contact };
	struct record *record = NULL;

	if (parse_name(&values.key, "userName", name, err) ||
	    parse_identity(values.identity, identity, err) ||
	    parse_token(values.pin_ha1, "pintoken", pin_ha1, err) ||
	    parse_token(values.sip_ha1, "passtoken", sip_ha1, err) ||
	    check_taken(users, &values, err))
		goto out;
	record = record_new(users, &values);
	if (!record)
		no_memory(err);
out:
	mem_wipe(&values, sizeof(values));
	return record ? &record->user : NULL;
}

int
users_add_alias(struct users *users, struct user *user, const char *alias,
    struct err *err)
{
	struct record *record = (struct record *)user;
	struct address address;

	if (parse_name(&address, "alias", alias, err))
		return -1;

	const struct record *other = by_name(users, address.user);
	if (other == record)
		return 0;
	if (other)
		return err_set(err, 0, "alias: '%s' is taken", alias);
	if (add_name(users, record, address.user))
		return no_memory(err);
	return 0;
}

size_t
users_count(const struct users *users)
{
	return users->count;
}

/* Is it our domain, or the host of the user's identity? */
static bool
host_fits(const struct record *record, const char *host, const char *domain)
{
	const char *at = strchr(record->user.identity, '@');

	return text_same(host, domain) || (at && text_same(host, at + 1));
}

const struct user *
users_find(const struct users *users, const char *user, const char *host,
    const char *domain)
{
	const struct record *record = by_name(users, user);
	char identity[IDENTITY_MAX];

	if (record && host_fits(record, host, domain))
		return &record->user;

	int n = snprintf(identity, sizeof(identity), "%s@%s", user, host);
	if (n < 0 || (size_t)n >= sizeof(identity))
		return NULL;
	for (char *at = identity + strlen(user); *at; at++)
		*at = text_lower(*at);
	record = by_identity(users, identity);
	return record ? &record->user : NULL;
}
