/*
 * Opening a port for HTTP.
 */
#include "web_parts.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#include <arpa/inet.h>

#include <event2/event.h>
#include <event2/listener.h>

#include "err.h"

enum { BACKLOG = 1024 };

static int
parse_address(struct sockaddr_storage *out, socklen_t *len, const char *ip,
    unsigned port)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, ip, &v4.sin_addr) == 1) {
		v4.sin_port = htons((uint16_t)port);
		memcpy(out, &v4, *len = sizeof v4);
		return 0;
	}
	if (inet_pton(AF_INET6, ip, &v6.sin6_addr) == 1) {
		v6.sin6_port = htons((uint16_t)port);
		memcpy(out, &v6, *len = sizeof v6);
		return 0;
	}
	return -1;
}

static unsigned
bound_port(evutil_socket_t fd)
{
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} name;
	socklen_t len = sizeof name;

	if (getsockname(fd, &name.any, &len) == -1)
		return 0;
	return ntohs(name.any.sa_family == AF_INET ? name.v4.sin_port :
	    name.v6.sin6_port);
}

struct evconnlistener *
web_listen(struct event_base *base, const char *ip, unsigned port,
    unsigned *bound, struct err *err)
{
	struct sockaddr_storage address;
	socklen_t len;
	int yes = 1;

	if (parse_address(&address, &len, ip, port) == -1) {
		err_set(err, 0, "ip-address: '%s' is no address", ip);
		return NULL;
	}
	struct evconnlistener *listener = evconnlistener_new_bind(
	    base, NULL, NULL, LEV_OPT_CLOSE_ON_FREE |
	    LEV_OPT_CLOSE_ON_EXEC | LEV_OPT_REUSEABLE, BACKLOG,
	    (const struct sockaddr *)&address, (int)len);
	if (listener == NULL) {
		err_set(err, 0, "cannot listen for HTTP on %s port %u: %s", ip,
		    port, strerror(errno));
		return NULL;
	}
	evutil_socket_t fd = evconnlistener_get_fd(listener);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
	*bound = bound_port(fd);
	return listener;
}
