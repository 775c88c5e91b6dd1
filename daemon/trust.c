#define _DEFAULT_SOURCE		/* getifaddrs */
#include "trust.h"

#include <errno.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <arpa/inet.h>

#include "err.h"
#include "net.h"

static int
add_own_addresses(struct net_list *out, struct err *err)
{
	struct ifaddrs *all;
	char text[INET6_ADDRSTRLEN];
	int done = 0;

	if (getifaddrs(&all) == -1)
		return err_set(err, 0, "cannot list this machine's addresses: "
		    "%s", strerror(errno));
	for (struct ifaddrs *i = all; i != NULL && done == 0; i = i->ifa_next) {
		const void *bytes = NULL;
		if (i->ifa_addr == NULL)
			continue;
		if (i->ifa_addr->sa_family == AF_INET)
			bytes = &((const struct sockaddr_in *)
			    (const void *)i->ifa_addr)->sin_addr;
		else if (i->ifa_addr->sa_family == AF_INET6)
			bytes = &((const struct sockaddr_in6 *)
			    (const void *)i->ifa_addr)->sin6_addr;
		if (bytes != NULL && inet_ntop(i->ifa_addr->sa_family, bytes,
		    text, sizeof text) != NULL)
			done = net_list_add(out, text, err);
	}
	freeifaddrs(all);
	return done;
}

static int
add_local(struct net_list *out, struct err *err)
{
	if (net_list_add(out, "127.0.0.0/8", err) == -1 ||
	    net_list_add(out, "::1", err) == -1)
		return -1;
	return add_own_addresses(out, err);
}

int
trust_build(struct net_list *out, const char *networks, struct err *err)
{
	char entry[128];

	memset(out, 0, sizeof *out);
	for (const char *p = networks; *p != '\0'; ) {
		size_t n = strcspn(p, " ");
		snprintf(entry, sizeof entry, "%.*s", (int)n, p);
		int done = strcmp(entry, "local") == 0 ?
		    add_local(out, err) : n == 0 ? 0 :
		    net_list_add(out, entry, err);
		if (done == -1) {
			net_list_release(out);
			return -1;
		}
		p += n + (p[n] == ' ');
	}
	return 0;
}
