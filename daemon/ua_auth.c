/*
 * Challenges: which of them we can answer, and that Sofia-SIP gets to see only
 * those.
 *
 * Its auth_client knows MD5 alone and fails for a whole response when one of
 * several challenges is another (RFC 8760 wants SHA-256 offered beside MD5).
 * nua calls the public auc_challenge() through the library's symbol table, so
 * the definition here takes its place, and passes on what we can answer.
 */
#define _GNU_SOURCE		/* RTLD_NEXT, strcasestr */
#include <dlfcn.h>
#include <string.h>
#include <strings.h>

#include <sofia-sip/auth_client.h>
#include <sofia-sip/sip_header.h>

#include "ua_parts.h"

enum { CHALLENGES_MAX = 8 };	/* of one response; more are not looked at */

/* A parameter's value as it stands, quotes and all, or NULL. */
static const char *
auth_param(const msg_auth_t *auth, const char *name)
{
	size_t n = strlen(name);

	if (auth->au_params == NULL)
		return NULL;
	for (size_t i = 0; auth->au_params[i] != NULL; i++)
		if (strncasecmp(auth->au_params[i], name, n) == 0 &&
		    auth->au_params[i][n] == '=')
			return auth->au_params[i] + n + 1;
	return NULL;
}

static bool
is_word(const char *value, const char *word)
{
	size_t n = strlen(word);

	if (*value == '"')
		value++;
	return strncasecmp(value, word, n) == 0 &&
	    (value[n] == '\0' || value[n] == '"');
}

/*
 * Digest with MD5 and, if there is a choice, qop=auth: all that we can.  A
 * realm with a backslash would come back spoilt.
 */
static bool
can_answer(const msg_auth_t *auth)
{
	const char *realm = auth_param(auth, "realm");
	const char *algorithm = auth_param(auth, "algorithm");
	const char *qop = auth_param(auth, "qop");

	if (strcasecmp(auth->au_scheme, "Digest") != 0 || realm == NULL ||
	    strchr(realm, '\\') != NULL || auth_param(auth, "nonce") == NULL)
		return false;
	if (algorithm != NULL && !is_word(algorithm, "MD5"))
		return false;
	return qop == NULL || is_word(qop, "auth") ||
	    strcasestr(qop, "auth,") != NULL ||
	    strcasestr(qop, "auth\"") != NULL;
}

static bool
is_stale(const msg_auth_t *auth)
{
	const char *value = auth_param(auth, "stale");

	return value != NULL && is_word(value, "true");
}

size_t
ua_challenges(const sip_t *sip, struct ua_challenge out[CHALLENGE_REALMS])
{
	const msg_auth_t *lists[] = { sip->sip_www_authenticate,
	    sip->sip_proxy_authenticate };
	size_t count = 0;

	for (size_t i = 0; i < 2; i++)
		for (const msg_auth_t *auth = lists[i]; auth != NULL;
		    auth = auth->au_next) {
			if (!can_answer(auth) || count == CHALLENGE_REALMS)
				continue;
			out[count].realm = auth_param(auth, "realm");
			out[count++].stale = is_stale(auth);
		}
	return count;
}

typedef int challenge_fn(auth_client_t **list, su_home_t *home,
    const msg_auth_t *auth, msg_hclass_t *credential_class);

int
auc_challenge(auth_client_t **list, su_home_t *home, const msg_auth_t *auth,
    msg_hclass_t *credential_class)
{
	static challenge_fn *original;
	msg_auth_t copies[CHALLENGES_MAX];
	size_t count = 0;

	if (original == NULL)
		*(void **)&original = dlsym(RTLD_NEXT, "auc_challenge");
	for (; auth != NULL && count < CHALLENGES_MAX; auth = auth->au_next) {
		if (!can_answer(auth))
			continue;
		copies[count] = *auth;
		copies[count].au_next = NULL;
		if (count > 0)
			copies[count - 1].au_next = &copies[count];
		count++;
	}
	if (count == 0 || original == NULL)
		return -1;
	return original(list, home, copies, credential_class);
}
