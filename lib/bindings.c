/*
 * A user's bindings are a fixed array, so that no step in between can fail for
 * want of memory, and a copy is an assignment.
 */
#include "bindings.h"

#include <string.h>

#include "text.h"

bool
bindings_expire(struct bindings *bindings, uint64_t now_s)
{
	for (int i = 0; i < REGISTRAR_CONTACTS; i++) {
		struct binding *binding = &bindings->places[i];

		if (binding->until_s <= now_s)
			binding->uri[0] = '\0';
	}
	return bindings_newest(bindings) != NULL;
}

/* The newest of those that are older than `stamp`, or NULL. */
static const struct binding *
newest_before(const struct bindings *bindings, uint64_t stamp)
{
	const struct binding *newest = NULL;

	for (int i = 0; i < REGISTRAR_CONTACTS; i++) {
		const struct binding *binding = &bindings->places[i];

		if (binding->uri[0] && binding->stamp < stamp &&
		    (!newest || binding->stamp > newest->stamp))
			newest = binding;
	}
	return newest;
}

const struct binding *
bindings_newest(const struct bindings *bindings)
{
	return newest_before(bindings, UINT64_MAX);
}

void
bindings_write(const struct bindings *bindings, uint64_t now_s,
    struct buf *out)
{
	const struct binding *binding = bindings_newest(bindings);
	const char *comma = "";

	while (binding) {
		uint64_t left = binding->until_s > now_s ?
		    binding->until_s - now_s : 0;

		buf_printf(out, "%s<%s>;expires=%llu", comma, binding->uri,
		    (unsigned long long)left);
		comma = ", ";
		binding = newest_before(bindings, binding->stamp);
	}
}

/*
 * It is sent on in a header and as a Request-URI of our own: so only what
 * RFC 3261 25.1 lets stand in a URI as it is, no '?', and there is a host.
 */
static bool
uri_valid(const char *uri)
{
	size_t length = strnlen(uri, REGISTRAR_URI_MAX + 1);

	if (length < 5 || length > REGISTRAR_URI_MAX ||
	    !text_same_n(uri, "sip:", 4))
		return false;

	const char *host = uri + 4;
	for (const char *at = host; *at; at++) {
		if (!text_is_alnum(*at) && !strchr("-_.!~*'()&=+$,;/:@%[]", *at))
			return false;
		if (*at == '%' && (text_hex_value(at[1]) < 0 ||
		    text_hex_value(at[2]) < 0))
			return false;
		if (*at == '@' && host != uri + 4)
			return false;
		if (*at == '@')
			host = at + 1;
	}
	return text_is_alnum(*host) || *host == '[';
}

static long
expires_of(const struct registrar_request *request,
    const struct registrar_contact *contact)
{
	long expires = REGISTRAR_EXPIRES_DEFAULT;

	if (contact->expires >= 0)
		expires = contact->expires;
	else if (request->expires >= 0)
		expires = request->expires;
	return expires > REGISTRAR_EXPIRES_MAX ? REGISTRAR_EXPIRES_MAX :
	    expires;
}

/* Did a later request of the same Call-ID, one before ours, set it? */
static bool
is_outdated(const struct binding *binding,
    const struct bindings_update *update, uint64_t before)
{
	return binding->uri[0] && binding->call == update->call &&
	    binding->stamp <= before && update->request->cseq <= binding->cseq;
}

static enum bindings_result
remove_all(struct bindings *bindings, const struct bindings_update *update)
{
	if (update->request->expires != 0)
		return BINDINGS_BAD_WILDCARD;
	for (int i = 0; i < REGISTRAR_CONTACTS; i++) {
		struct binding *binding = &bindings->places[i];

		if (is_outdated(binding, update, *update->stamp))
			return BINDINGS_OUTDATED;
		binding->uri[0] = '\0';
	}
	return BINDINGS_OK;
}

/* The place of a URI; else a free one, else the oldest. */
static struct binding *
place_of(struct bindings *bindings, const char *uri)
{
	struct binding *best = &bindings->places[0];

	for (int i = 0; i < REGISTRAR_CONTACTS; i++) {
		struct binding *binding = &bindings->places[i];

		if (strcmp(binding->uri, uri) == 0)
			return binding;
		if (best->uri[0] && (!binding->uri[0] ||
		    binding->stamp < best->stamp))
			best = binding;
	}
	return best;
}

/* `before`: stamps above it were given by this very request. */
static enum bindings_result
change_one(struct bindings *bindings, const struct bindings_update *update,
    const struct registrar_contact *contact, uint64_t before)
{
	long expires = expires_of(update->request, contact);

	if (!uri_valid(contact->uri))
		return BINDINGS_BAD_URI;
	if (expires > 0 && expires < REGISTRAR_EXPIRES_MIN)
		return BINDINGS_TOO_BRIEF;

	struct binding *binding = place_of(bindings, contact->uri);
	bool known = strcmp(binding->uri, contact->uri) == 0;
	if (known && is_outdated(binding, update, before))
		return BINDINGS_OUTDATED;
	if (expires == 0) {
		if (known)
			binding->uri[0] = '\0';
		return BINDINGS_OK;
	}
	memcpy(binding->uri, contact->uri, strlen(contact->uri) + 1);
	binding->cseq = update->request->cseq;
	binding->call = update->call;
	binding->until_s = update->now_s + (uint64_t)expires;
	binding->stamp = ++*update->stamp;
	return BINDINGS_OK;
}

enum bindings_result
bindings_change(struct bindings *bindings,
    const struct bindings_update *update)
{
	const struct registrar_request *request = update->request;
	uint64_t before = *update->stamp;

	if (request->contact_count == 1 &&
	    strcmp(request->contacts[0].uri, "*") == 0)
		return remove_all(bindings, update);

	/* Backwards, so that the one named first ends as the newest. */
	for (size_t i = request->contact_count; i-- > 0;) {
		enum bindings_result result = change_one(bindings, update,
		    &request->contacts[i], before);

		if (result != BINDINGS_OK)
			return result;
	}
	return BINDINGS_OK;
}
