/*
 * Where the phones are: who may say so, and who is told.
 */
#include "registrar.h"

#include <string.h>

#include "address.h"
#include "bindings.h"
#include "hash.h"
#include "mem.h"
#include "table.h"
#include "text.h"

enum {
	NONCE_LIFETIME_S = 300,
	NONCES = 1024		/* whose counts are remembered */
};

/* A user with a binding. */
struct phone {
	struct table_link link;
	struct phone *next, **prev;
	struct bindings bindings;
	char name[];		/* userName */
};

struct registrar {
	char *domain, *realm;			/* owned */
	const struct users *users;		/* borrowed */
	const struct digest_secret *secret;	/* borrowed */
	struct digest_replay *replay;		/* owned */
	struct table by_name;
	struct phone *phones;			/* owned */
	uint64_t stamp;				/* the last one given */
};

/* ---- life */

void
registrar_answer_init(struct registrar_answer *answer)
{
	*answer = (struct registrar_answer){ .phrase = "" };
	buf_init(&answer->challenge);
	buf_init(&answer->contacts);
}

void
registrar_answer_release(struct registrar_answer *answer)
{
	buf_release(&answer->challenge);
	buf_release(&answer->contacts);
}

struct registrar *
registrar_new(const char *domain, const char *realm,
    const struct users *users, const struct digest_secret *secret,
    const struct hash_key *seed)
{
	struct registrar *registrar = mem_alloc(sizeof(*registrar));

	if (!registrar)
		return NULL;
	table_init(&registrar->by_name, seed);
	registrar->users = users;
	registrar->secret = secret;
	registrar->domain = mem_dup(domain);
	registrar->realm = mem_dup(realm);
	registrar->replay = digest_replay_new(NONCES);
	if (!registrar->domain || !registrar->realm || !registrar->replay) {
		registrar_free(registrar);
		return NULL;
	}
	return registrar;
}

static void
phone_free(struct registrar *registrar, struct phone *phone)
{
	table_remove(&registrar->by_name, &phone->link);
	*phone->prev = phone->next;
	if (phone->next)
		phone->next->prev = phone->prev;
	mem_free(phone);
}

void
registrar_free(struct registrar *registrar)
{
	if (!registrar)
		return;
	while (registrar->phones)
		phone_free(registrar, registrar->phones);
	table_release(&registrar->by_name);
	digest_replay_free(registrar->replay);
	mem_free(registrar->domain);
	mem_free(registrar->realm);
	mem_free(registrar);
}

/* ---- users */

/* The domain in the one form that users_find() compares. */
static const char *
known_host(const struct registrar *registrar, const char *host)
{
	const char *domain = registrar->domain;
	size_t n = text_host_length(domain);

	if (text_host_length(host) != n || !text_same_n(host, domain, n))
		return host;
	if (host[n] && domain[n] && strcmp(host + n, domain + n) != 0)
		return host;
	return domain;
}

static const struct user *
find_user(const struct registrar *registrar, const char *user,
    const char *host)
{
	if (!user || !host)
		return NULL;
	return users_find(registrar->users, user, known_host(registrar, host),
	    registrar->domain);
}

/* By a name that is no part of a URI, with or without a domain. */
static const struct user *
find_name(const struct registrar *registrar, const char *name)
{
	struct address address;

	if (address_parse(&address, "username", name, strlen(name),
	    registrar->domain, NULL))
		return NULL;
	return find_user(registrar, address.user, address.host);
}

void
registrar_set_users(struct registrar *registrar, const struct users *users)
{
	struct phone *next;

	registrar->users = users;
	for (struct phone *phone = registrar->phones; phone; phone = next) {
		const struct user *user = find_name(registrar, phone->name);

		next = phone->next;
		/* The name may be an alias of somebody else by now. */
		if (!user || strcmp(user->name, phone->name) != 0)
			phone_free(registrar, phone);
	}
}

/* ---- bindings */

/* Returns NULL if nothing is left, and the phone is gone then. */
static struct phone *
phone_expire(struct registrar *registrar, struct phone *phone, uint64_t now_s)
{
	if (bindings_expire(&phone->bindings, now_s))
		return phone;
	phone_free(registrar, phone);
	return NULL;
}

/* With a binding that is alive, or NULL. */
static struct phone *
phone_find(struct registrar *registrar, const struct user *user,
    uint64_t now_s)
{
	struct phone *phone = TABLE_OBJECT(table_find(&registrar->by_name,
	    user->name), struct phone, link);

	return phone ? phone_expire(registrar, phone, now_s) : NULL;
}

static struct phone *
phone_new(struct registrar *registrar, const struct user *user)
{
	size_t size = strlen(user->name) + 1;
	struct phone *phone = mem_alloc(sizeof(*phone) + size);

	if (!phone)
		return NULL;
	memcpy(phone->name, user->name, size);
	if (table_put(&registrar->by_name, &phone->link, phone->name)) {
		mem_free(phone);
		return NULL;
	}
	phone->next = registrar->phones;
	phone->prev = &registrar->phones;
	if (phone->next)
		phone->next->prev = &phone->next;
	registrar->phones = phone;
	return phone;
}

/* ---- REGISTER */

static void
reply(struct registrar_answer *answer, unsigned status, const char *phrase)
{
	answer->status = status;
	answer->phrase = phrase;
}

static void
reply_no_memory(struct registrar_answer *answer)
{
	buf_clear(&answer->challenge);
	buf_clear(&answer->contacts);
	reply(answer, 500, "Server Internal Error");
}

/* Who sent it; or NULL, and the challenge is in the answer. */
static const struct user *
authenticate(struct registrar *registrar,
    const struct registrar_request *request, uint64_t now_s, uint64_t salt,
    struct registrar_answer *answer)
{
	struct digest_credentials credentials;
	bool stale = false;

	if (request->authorization &&
	    digest_parse(&credentials, request->authorization) == 0) {
		const struct user *user = find_name(registrar,
		    credentials.username);
		enum digest_verdict verdict = digest_check(&credentials,
		    registrar->secret, registrar->replay, request->method,
		    request->uri ? request->uri : "", registrar->realm,
		    user ? user->sip_ha1 : NULL, now_s, NONCE_LIFETIME_S);

		mem_wipe(&credentials, sizeof(credentials));
		if (verdict == DIGEST_OK)
			return user;
		/* A phone that counts badly is no stranger: try again. */
		stale = verdict == DIGEST_STALE || verdict == DIGEST_REPLAY;
	}
	reply(answer, 401, "Unauthorized");
	digest_challenge(&answer->challenge, registrar->secret,
	    registrar->realm, now_s, salt, stale);
	if (!buf_ok(&answer->challenge))
		reply_no_memory(answer);
	return NULL;
}

/* The new bindings into the answer and then to the phone. */
static void
commit(struct registrar *registrar, const struct user *user,
    struct phone *phone, const struct bindings *bindings, uint64_t now_s,
    struct registrar_answer *answer)
{
	reply(answer, 200, "OK");
	bindings_write(bindings, now_s, &answer->contacts);
	if (!buf_ok(&answer->contacts)) {
		reply_no_memory(answer);
		return;
	}
	if (!bindings_newest(bindings)) {
		if (phone)
			phone_free(registrar, phone);
		return;
	}
	if (!phone)
		phone = phone_new(registrar, user);
	if (!phone)
		reply_no_memory(answer);
	else
		phone->bindings = *bindings;
}

/* All that a REGISTER may say of a user's own bindings. */
static void
update(struct registrar *registrar, const struct user *user,
    const struct registrar_request *request, uint64_t now_s,
    struct registrar_answer *answer)
{
	struct phone *phone = phone_find(registrar, user, now_s);
	/* On a copy: it is carried out as a whole or not at all. */
	struct bindings bindings = { 0 };
	const char *call_id = request->call_id ? request->call_id : "";

	if (phone)
		bindings = phone->bindings;
	struct bindings_update with = {
		.request = request,
		.call = hash_bytes(&registrar->by_name.seed, call_id,
		    strlen(call_id)),
		.now_s = now_s,
		.stamp = &registrar->stamp
	};
	switch (bindings_change(&bindings, &with)) {
	case BINDINGS_OK:
		commit(registrar, user, phone, &bindings, now_s, answer);
		break;
	case BINDINGS_BAD_WILDCARD:
		reply(answer, 400, "Contact * Needs Expires 0");
		break;
	case BINDINGS_BAD_URI:
		reply(answer, 400, "Bad Contact");
		break;
	case BINDINGS_TOO_BRIEF:
		reply(answer, 423, "Interval Too Brief");
		answer->min_expires = REGISTRAR_EXPIRES_MIN;
		break;
	case BINDINGS_OUTDATED:
		reply(answer, 500, "CSeq Out Of Order");
		break;
	}
}

static void
handle_register(struct registrar *registrar,
    const struct registrar_request *request, uint64_t now_s, uint64_t salt,
    struct registrar_answer *answer)
{
	const struct user *user = authenticate(registrar, request, now_s, salt,
	    answer);
	if (!user)
		return;

	const struct user *owner = find_user(registrar, request->to_user,
	    request->to_host);
	if (!owner)
		reply(answer, 404, "Not Found");
	else if (owner != user)
		reply(answer, 403, "Forbidden");
	else
		update(registrar, user, request, now_s, answer);
}

/* ---- where is a user? */

/* NULL: *status says why. */
static const struct phone *
locate(struct registrar *registrar, const char *name, const char *host,
    uint64_t now_s, unsigned *status)
{
	const struct user *user = find_user(registrar, name, host);
	const struct phone *phone = NULL;

	*status = 404;
	if (user) {
		*status = 480;
		phone = phone_find(registrar, user, now_s);
	}
	return phone;
}

static void
handle_invite(struct registrar *registrar,
    const struct registrar_request *request, uint64_t now_s,
    struct registrar_answer *answer)
{
	unsigned status;
	const struct phone *phone = locate(registrar, request->to_user,
	    request->to_host, now_s, &status);

	if (!phone) {
		reply(answer, status, status == 404 ? "Not Found" :
		    "Temporarily Unavailable");
		return;
	}
	reply(answer, 302, "Moved Temporarily");
	bindings_write(&phone->bindings, now_s, &answer->contacts);
	if (!buf_ok(&answer->contacts))
		reply_no_memory(answer);
}

void
registrar_handle(struct registrar *registrar,
    const struct registrar_request *request, uint64_t now_s, uint64_t salt,
    struct registrar_answer *answer)
{
	if (strcmp(request->method, "REGISTER") == 0)
		handle_register(registrar, request, now_s, salt, answer);
	else if (strcmp(request->method, "INVITE") == 0)
		handle_invite(registrar, request, now_s, answer);
}

const char *
registrar_locate(struct registrar *registrar, const char *user,
    const char *host, uint64_t now_s, unsigned *status)
{
	const struct phone *phone = locate(registrar, user, host, now_s,
	    status);

	return phone ? bindings_newest(&phone->bindings)->uri : NULL;
}
