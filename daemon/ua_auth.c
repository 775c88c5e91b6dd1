/*
 * Challenges: which of them we can answer.  Sofia-SIP's auth_client knows MD5
 * alone and fails for a whole response when one of several challenges is
 * another (RFC 8760 wants SHA-256 offered beside MD5), so it gets to see only
 * those that it can do.
 */
#define _GNU_SOURCE		/* strcasestr */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <sofia-sip/auth_client.h>
#include <sofia-sip/msg_addr.h>
#include <sofia-sip/nta.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/su.h>

#include "mem.h"
#include "ua_parts.h"

enum { PARAMS_MAX = 24 };	/* of one challenge; none has more */

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

/*
 * Hand one challenge to the authenticator.  It counts on from the old nonce's
 * nc unless the challenge says stale, so every one says it here.
 */
static int
take_in(struct leg *leg, const msg_auth_t *auth, msg_hclass_t *answer)
{
	msg_param_t params[PARAMS_MAX + 2];
	msg_auth_t copy = *auth;
	size_t n = 0;

	for (size_t i = 0; auth->au_params[i] != NULL; i++)
		if (n == PARAMS_MAX)
			return -1;
		else if (strncasecmp(auth->au_params[i], "stale=", 6) != 0)
			params[n++] = auth->au_params[i];
	params[n++] = "stale=true";
	params[n] = NULL;
	copy.au_params = params;
	copy.au_next = NULL;
	return auc_challenge(&leg->auth, leg->auth_home, &copy, answer);
}

/* --- who may have credentials --- */

void
ua_auth_hop(struct leg *leg, const char *uri)
{
	su_home_t *home = leg->ua->home;
	sip_route_t *route = sip_route_make(home, uri);

	if (route == NULL)
		return;
	leg->hop = mem_dup(route->r_url->url_host);
	msg_header_free_all(home, (msg_header_t *)route);
}

/* Where a name led to; a response could come from anywhere. */
void
ua_auth_sent(struct leg *leg, nta_outgoing_t *orq)
{
	su_sockaddr_t to[1];
	char host[64];

	if (leg->hop_ip != NULL || leg->up)
		return;
	msg_t *request = nta_outgoing_getrequest(orq);
	if (request == NULL)
		return;
	*to = *msg_addr(request);
	msg_destroy(request);
	if (su_inet_ntop(to->su_family, SU_ADDR(to), host + 1,
	    sizeof host - 2) == NULL)
		return;
	if (to->su_family == AF_INET6) {
		host[0] = '[';
		snprintf(host + strlen(host), 2, "]");
	}
	leg->hop_ip = mem_dup(to->su_family == AF_INET6 ? host : host + 1);
}

bool
ua_auth_may(const struct leg *leg, const char *host)
{
	return host != NULL &&
	    ((leg->hop != NULL && strcasecmp(host, leg->hop) == 0) ||
	    (leg->hop_ip != NULL && strcasecmp(host, leg->hop_ip) == 0));
}

/* --- challenges --- */

/*
 * Once per realm and nonce, for each realm that asks: a proxy may pass on the
 * challenges of several (RFC 3261 22.3).
 */
static bool
take_in_all(struct leg *leg, struct challenges *seen, const msg_auth_t *auth,
    msg_hclass_t *answer, size_t *count)
{
	bool again = false;

	for (; auth != NULL; auth = auth->au_next) {
		if (!can_answer(auth) || *count == CHALLENGE_REALMS)
			continue;
		++*count;
		const char *realm = auth_param(auth, "realm");
		uint32_t hash = (uint32_t)hash_bytes(&leg->ua->seed, realm,
		    strlen(realm));
		if (take_in(leg, auth, answer) >= 0 && challenge_answer(seen,
		    hash != 0 ? hash : 1, is_stale(auth)))
			again = true;
	}
	return again;
}

static bool
give_credentials(struct leg *leg)
{
	const struct ua_handler *handler = &leg->ua->handler;
	struct ua_credentials credentials = { NULL, NULL };
	char secret[80];

	if (!handler->credentials(handler->arg, leg->call, &credentials))
		return false;
	snprintf(secret, sizeof secret, "HA1+%s", credentials.ha1);
	auc_all_credentials(&leg->auth, "HA1+Digest", NULL, credentials.user,
	    secret);
	mem_wipe(secret, sizeof secret);
	return auc_has_authorization(&leg->auth) > 0;
}

bool
ua_challenged(struct leg *leg, struct challenges *seen, const sip_t *sip)
{
	size_t count = 0;

	if (leg->auth_home == NULL)
		leg->auth_home = su_home_new(sizeof *leg->auth_home);
	if (leg->auth_home == NULL)
		return false;
	bool users = take_in_all(leg, seen, sip->sip_www_authenticate,
	    sip_authorization_class, &count);
	bool proxies = take_in_all(leg, seen, sip->sip_proxy_authenticate,
	    sip_proxy_authorization_class, &count);
	return (users || proxies) && give_credentials(leg);
}

void
ua_auth_release(struct leg *leg)
{
	if (leg->auth_home != NULL)
		su_home_unref(leg->auth_home);
	leg->auth_home = NULL;
	leg->auth = NULL;
	mem_free(leg->hop);
	mem_free(leg->hop_ip);
}
