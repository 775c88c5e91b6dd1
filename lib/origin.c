#include "origin.h"

#include <stdbool.h>
#include <string.h>

#include "text.h"

static bool
host_is(const char *host, size_t n, const char *name)
{
	return strlen(name) == n && text_same_n(host, name, n);
}

/*
 * A name of ours, whose port does not count; an IPv6 address may stand without
 * its brackets (and has then no port).
 */
static bool
is_name(const char *host, size_t n, const char *name)
{
	const char *colon = strchr(name, ':');
	bool bare_v6 = *name != '[' && colon != NULL &&
	    strchr(colon + 1, ':') != NULL;

	if (!bare_v6)
		return text_host_length(name) == n &&
		    text_same_n(host, name, n);
	return *host == '[' && host[n - 1] == ']' &&
	    host_is(host + 1, n - 2, name);
}

static bool
is_ours(const char *host, const char *const *own, size_t own_count)
{
	static const char *const loopback[] = { "localhost", "127.0.0.1",
		"[::1]" };
	size_t n = text_host_length(host);

	for (size_t i = 0; i < sizeof loopback / sizeof loopback[0]; i++)
		if (host_is(host, n, loopback[i]))
			return true;
	for (size_t i = 0; i < own_count; i++)
		if (own[i] != NULL && *own[i] != '\0' &&
		    is_name(host, n, own[i]))
			return true;
	return false;
}

/* Is the authority of an http(s) URL the same as Host? */
static bool
same_origin(const char *url, const char *host)
{
	size_t n;

	if (text_same_n(url, "http://", 7))
		url += 7;
	else if (text_same_n(url, "https://", 8))
		url += 8;
	else
		return false;
	n = strcspn(url, "/?#");
	return host_is(url, n, host);
}

int
origin_check(const struct origin *origin, const char *const *own,
    size_t own_count, struct err *err)
{
	const char *site = origin->fetch_site;

	if (origin->origin == NULL && origin->referer == NULL &&
	    site == NULL && origin->fetch_mode == NULL)
		return 0;
	if (origin->host == NULL || !is_ours(origin->host, own, own_count))
		return err_set(err, 403, "Host: '%s' is not this service",
		    origin->host != NULL ? origin->host : "");
	if (site != NULL && !text_same(site, "same-origin") &&
	    !text_same(site, "none"))
		return err_set(err, 403,
		    "Sec-Fetch-Site: '%s' requests are not allowed", site);
	if (origin->origin != NULL &&
	    !same_origin(origin->origin, origin->host))
		return err_set(err, 403,
		    "Origin: requests from '%s' are not allowed",
		    origin->origin);
	if (origin->referer != NULL &&
	    !same_origin(origin->referer, origin->host))
		return err_set(err, 403,
		    "Referer: requests from '%s' are not allowed",
		    origin->referer);
	return 0;
}
