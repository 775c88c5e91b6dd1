#define _GNU_SOURCE		/* strcasestr */
/*
 * Reading SIP messages that Sofia-SIP has parsed.
 */
#include <string.h>
#include <strings.h>

#include <sofia-sip/auth_common.h>
#include <sofia-sip/sip_extra.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_util.h>

#include "buf.h"
#include "ua_parts.h"

const char *
ua_text(const char *text)
{
	return text != NULL ? text : "";
}

const char *
ua_field(char out[UA_FIELD_MAX], const void *header)
{
	issize_t n = sip_header_field_e(out, UA_FIELD_MAX, header, 0);

	return n >= 0 && n < UA_FIELD_MAX - 1 ? out : NULL;
}

const char *
ua_contact(const sip_t *sip, char out[UA_URI_MAX])
{
	if (sip == NULL || sip->sip_contact == NULL)
		return NULL;
	url_t url = *sip->sip_contact->m_url;
	url.url_headers = NULL;
	int n = url_e(out, UA_URI_MAX, &url);
	return n > 0 && n < UA_URI_MAX ? out : NULL;
}

char *
ua_route_set(const sip_record_route_t *recorded)
{
	su_home_t home[1] = { SU_HOME_INIT(home) };
	char one[UA_FIELD_MAX];
	struct buf all = BUF_INIT;

	for (sip_route_t *r = sip_route_reverse(home, recorded); r != NULL;
	    r = r->r_next)
		if (ua_field(one, r) != NULL)
			buf_printf(&all, "%s%s", all.len != 0 ? ", " : "",
			    one);
	su_home_deinit(home);
	return buf_take(&all);
}

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

/* Digest with MD5 and, if there is a choice, qop=auth: all that we can. */
static bool
can_answer(const msg_auth_t *auth)
{
	if (strcasecmp(auth->au_scheme, "Digest") != 0)
		return false;
	const char *algorithm = auth_param(auth, "algorithm");
	if (algorithm != NULL && strcasecmp(algorithm, "MD5") != 0 &&
	    strcasecmp(algorithm, "\"MD5\"") != 0)
		return false;
	const char *qop = auth_param(auth, "qop");
	return qop == NULL || strcasestr(qop, "auth\"") != NULL ||
	    strcasestr(qop, "auth,") != NULL || strcasecmp(qop, "auth") == 0;
}

static const msg_auth_t *
challenge_in(const sip_t *sip, unsigned status)
{
	const msg_auth_t *auth = NULL;

	if (status == 401)
		auth = sip->sip_www_authenticate;
	else if (status == 407)
		auth = sip->sip_proxy_authenticate;
	while (auth != NULL && !can_answer(auth))
		auth = auth->au_next;
	return auth;
}

const char *
ua_challenge(const sip_t *sip, unsigned status, bool *stale)
{
	const msg_auth_t *auth = challenge_in(sip, status);

	if (auth == NULL)
		return NULL;
	const char *value = auth_param(auth, "stale");
	*stale = value != NULL && (strcasecmp(value, "true") == 0 ||
	    strcasecmp(value, "\"true\"") == 0);
	return auth_param(auth, "realm");
}
