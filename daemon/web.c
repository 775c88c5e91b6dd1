#define _DEFAULT_SOURCE		/* struct sockaddr_storage with evhttp */
#include "web.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <arpa/inet.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/http_struct.h>
#include <event2/keyvalq_struct.h>
#include <event2/listener.h>

#include "api.h"
#include "config.h"
#include "control.h"
#include "err.h"
#include "guard.h"
#include "log.h"
#include "loop.h"
#include "mem.h"
#include "net.h"
#include "table.h"
#include "trust.h"
#include "web_parts.h"

enum {
	LISTENERS_MAX = 2,
	WAITERS_MAX = 1000,	/* more are answered at once */
	/* evhttp's own limits; the guard's are lower, and live */
	HEAD_MAX = 65536, BODY_MAX = 1048576
};

/* A request whose reply waits for a change of its call's record. */
struct waiter {
	struct table_link by_key;
	struct waiter *next, *prev;
	struct web *web;
	struct evhttp_request *request;
	struct event *timer;
	char *key;
};

struct web {
	struct loop *loop;
	struct control *control;
	struct evhttp *http;
	struct guard_set *guards;
	struct evhttp_bound_socket *listeners[LISTENERS_MAX];
	char addresses[LISTENERS_MAX][80];
	size_t listener_count;
	struct net_list trusted;
	struct table waiters;
	struct waiter *first_waiter;
	bool closing;
};

/* --- the request as a value --- */

static const char *
method_name(enum evhttp_cmd_type type)
{
	switch (type) {
	case EVHTTP_REQ_GET: return "GET";
	case EVHTTP_REQ_POST: return "POST";
	case EVHTTP_REQ_HEAD: return "HEAD";
	case EVHTTP_REQ_PUT: return "PUT";
	case EVHTTP_REQ_DELETE: return "DELETE";
	case EVHTTP_REQ_OPTIONS: return "OPTIONS";
	case EVHTTP_REQ_TRACE: return "TRACE";
	case EVHTTP_REQ_CONNECT: return "CONNECT";
	case EVHTTP_REQ_PATCH: return "PATCH";
	}
	return NULL;
}

/* The peer's address as the kernel has it; nothing the client says counts. */
static bool
peer_of(struct evhttp_request *request, struct net_address *address,
    char *text, size_t size)
{
	struct evhttp_connection *connection =
	    evhttp_request_get_connection(request);
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
		struct sockaddr_storage room;
	} peer;
	socklen_t len = sizeof peer;

	snprintf(text, size, "?");
	if (connection == NULL || getpeername(bufferevent_getfd(
	    evhttp_connection_get_bufferevent(connection)), &peer.any,
	    &len) == -1)
		return false;
	if (peer.any.sa_family == AF_INET) {
		net_from_bytes(address, &peer.v4.sin_addr, 4);
		return inet_ntop(AF_INET, &peer.v4.sin_addr, text,
		    (socklen_t)size) != NULL;
	}
	if (peer.any.sa_family == AF_INET6) {
		net_from_bytes(address, &peer.v6.sin6_addr, 16);
		return inet_ntop(AF_INET6, &peer.v6.sin6_addr, text,
		    (socklen_t)size) != NULL;
	}
	return false;
}

/* --- sending --- */

static void
add_header(struct evhttp_request *request, const char *name,
    const char *value)
{
	evhttp_add_header(evhttp_request_get_output_headers(request), name,
	    value);
}

static void
add_headers(struct evhttp_request *request, const struct api_reply *reply)
{
	char number[32];

	if (reply->content_type != NULL)
		add_header(request, "Content-Type", reply->content_type);
	if (reply->etag[0] != '\0')
		add_header(request, "ETag", reply->etag);
	if (reply->call_id[0] != '\0')
		add_header(request, "X-Call-Id", reply->call_id);
	if (reply->location[0] != '\0')
		add_header(request, "Location", reply->location);
	if (reply->allow != NULL)
		add_header(request, "Allow", reply->allow);
	if (reply->no_store)
		add_header(request, "Cache-Control", "no-store");
	if (reply->retry_after_s != 0) {
		snprintf(number, sizeof number, "%u", reply->retry_after_s);
		add_header(request, "Retry-After", number);
	}
	add_header(request, "X-Content-Type-Options", "nosniff");
}

static void
free_body(const void *data, size_t n, void *arg)
{
	(void)data, (void)n;
	mem_free(arg);
}

/*
 * The one place where a request is answered; afterwards it belongs to libevent
 * again.  A HEAD gets the length of the body, but not the body, which evhttp
 * would send.
 */
static void
send_reply(struct evhttp_request *request, struct api_reply *reply)
{
	struct evbuffer *body = evbuffer_new();
	bool head = evhttp_request_get_command(request) == EVHTTP_REQ_HEAD;
	char length[32];

	add_headers(request, reply);
	if (reply->status != 304) {	/* evhttp leaves it out for HTTP/1.0 */
		snprintf(length, sizeof length, "%zu", reply->body.len);
		add_header(request, "Content-Length", length);
	}
	if (!head && body != NULL && reply->body.len != 0) {
		size_t n = reply->body.len;
		char *data = buf_take(&reply->body);
		if (data != NULL && evbuffer_add_reference(body, data, n,
		    free_body, data) == -1)
			mem_free(data);
	}
	evhttp_send_reply(request, reply->status, NULL, body);
	if (body != NULL)
		evbuffer_free(body);
}

/* --- requests that wait --- */

static void
forget_waiter(struct waiter *waiter)
{
	struct web *web = waiter->web;

	table_remove(&web->waiters, &waiter->by_key);
	if (waiter->prev != NULL)
		waiter->prev->next = waiter->next;
	else
		web->first_waiter = waiter->next;
	if (waiter->next != NULL)
		waiter->next->prev = waiter->prev;
	event_free(waiter->timer);
	mem_free(waiter->key);
	free(waiter);
}

static void answer(struct web *web, struct evhttp_request *request,
    bool waited);

/* Detach first: the answer may lead to anything. */
static void
end_wait(struct waiter *waiter)
{
	struct web *web = waiter->web;
	struct evhttp_request *request = waiter->request;

	forget_waiter(waiter);
	answer(web, request, true);
}

static void
on_wait_over(evutil_socket_t fd, short what, void *arg)
{
	(void)fd, (void)what;
	end_wait(arg);
}

static struct waiter *
new_waiter(struct web *web, struct evhttp_request *request, char *key)
{
	struct waiter *waiter = calloc(1, sizeof *waiter);

	if (waiter == NULL)
		return NULL;
	waiter->web = web;
	waiter->request = request;
	waiter->key = key;
	waiter->timer = evtimer_new(loop_base(web->loop), on_wait_over,
	    waiter);
	if (waiter->timer == NULL ||
	    table_put(&web->waiters, &waiter->by_key, key) == -1) {
		if (waiter->timer != NULL)
			event_free(waiter->timer);
		free(waiter);
		return NULL;
	}
	waiter->next = web->first_waiter;
	if (waiter->next != NULL)
		waiter->next->prev = waiter;
	web->first_waiter = waiter;
	return waiter;
}

/* false: it cannot wait, answer it now. */
static bool
begin_wait(struct web *web, struct evhttp_request *request,
    struct api_reply *reply)
{
	struct timeval tv = { .tv_sec = (time_t)reply->wait_s };

	if (web->closing || web->waiters.count >= WAITERS_MAX)
		return false;
	char *key = buf_take(&reply->wait_key);
	if (key == NULL)
		return false;
	struct waiter *waiter = new_waiter(web, request, key);
	if (waiter == NULL) {
		mem_free(key);
		return false;
	}
	event_add(waiter->timer, &tv);
	return true;
}

void
web_changed(void *arg, const char *key)
{
	struct web *web = arg;
	struct table_link *link;

	if (web->waiters.count == 0)
		return;
	while ((link = table_find(&web->waiters, key)) != NULL)
		end_wait(TABLE_OBJECT(link, struct waiter, by_key));
}

/* --- a request --- */

static void
answer(struct web *web, struct evhttp_request *request, bool waited)
{
	const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(request);
	struct evkeyvalq *headers = evhttp_request_get_input_headers(request);
	struct net_address address;
	struct api_reply reply;
	char peer[INET6_ADDRSTRLEN];

	bool known = peer_of(request, &address, peer, sizeof peer);
	const char *path = uri != NULL ? evhttp_uri_get_path(uri) : NULL;
	struct api_request view = {
		.method = method_name(evhttp_request_get_command(request)),
		.path = path != NULL ? path : "",
		.query = uri != NULL ? evhttp_uri_get_query(uri) : NULL,
		.peer = peer,
		.trusted = waited ||
		    (known && net_list_has(&web->trusted, &address)),
		.accept = evhttp_find_header(headers, "Accept"),
		.if_none_match = evhttp_find_header(headers, "If-None-Match"),
		.origin = {
			.host = evhttp_find_header(headers, "Host"),
			.origin = evhttp_find_header(headers, "Origin"),
			.referer = evhttp_find_header(headers, "Referer"),
			.fetch_site = evhttp_find_header(headers,
			    "Sec-Fetch-Site"),
			.fetch_mode = evhttp_find_header(headers,
			    "Sec-Fetch-Mode"),
		},
		.waited = waited,
	};
	api_reply_init(&reply);
	if (view.method == NULL)
		api_error(web->control, view.accept, 501,
		    "the method is not known", &reply);
	else
		api_handle(web->control, &view, &reply);
	if (reply.status == 0 && !begin_wait(web, request, &reply)) {
		api_reply_release(&reply);
		answer(web, request, true);
		return;
	}
	if (reply.status != 0) {
		guard_replying(web->guards, request);
		send_reply(request, &reply);
	}
	api_reply_release(&reply);
}

static void
on_request(struct evhttp_request *request, void *arg)
{
	struct web *web = arg;
	uint64_t began = loop_now(web->loop);

	if (guard_covers(web->guards, request))
		answer(web, request, false);
	else	/* no memory for a guard */
		evhttp_send_error(request, HTTP_SERVUNAVAIL, NULL);
	loop_watch(web->loop, began);
}

/* --- listening --- */

static int
listen_on(struct web *web, const char *ip, unsigned port, unsigned *bound,
    struct err *err)
{
	struct evconnlistener *listener = web_listen(loop_base(web->loop), ip,
	    port, bound, err);

	if (listener == NULL)
		return -1;
	struct evhttp_bound_socket *socket = evhttp_bind_listener(web->http,
	    listener);
	if (socket == NULL) {
		evconnlistener_free(listener);
		return err_set(err, 0, "no memory");
	}
	guard_listen(web->guards, listener);
	bool v6 = strchr(ip, ':') != NULL;
	snprintf(web->addresses[web->listener_count],
	    sizeof web->addresses[0], "%s%s%s:%u", v6 ? "[" : "", ip,
	    v6 ? "]" : "", *bound);
	web->listeners[web->listener_count++] = socket;
	return 0;
}

/* On the configured address, and on loopback besides. */
static int
listen_inside(struct web *web, const struct config *config, struct err *err)
{
	struct net_address address;
	unsigned bound;
	bool local = net_parse(&address, config->ip_address) == 0 &&
	    net_is_loopback(&address);

	if (listen_on(web, config->ip_address, (unsigned)config->http_port,
	    &bound, err) == -1)
		return -1;
	return local ? 0 : listen_on(web, "127.0.0.1", bound, &bound, err);
}

static int
set_limits(struct web *web, const struct config *config, struct err *err)
{
	struct net_list trusted;

	if (trust_build(&trusted, config->trusted_networks, err) == -1)
		return -1;
	net_list_release(&web->trusted);
	web->trusted = trusted;
	guard_configure(web->guards, config);
	return 0;
}

struct web *
web_new(struct loop *loop, struct control *control,
    const struct config *config, struct err *err)
{
	struct web *web = calloc(1, sizeof *web);
	struct hash_key seed;

	if (web == NULL || (web->http = evhttp_new(loop_base(loop))) == NULL ||
	    (web->guards = guard_set_new(loop, config)) == NULL) {
		err_set(err, 0, "no memory");
		if (web != NULL && web->http != NULL)
			evhttp_free(web->http);
		free(web);
		return NULL;
	}
	web->loop = loop;
	web->control = control;
	loop_random(loop, &seed, sizeof seed);
	table_init(&web->waiters, &seed);
	/* all methods reach us, so that 405 can name what is allowed */
	evhttp_set_allowed_methods(web->http, 0xffff);
	evhttp_set_default_content_type(web->http, NULL);
	evhttp_set_gencb(web->http, on_request, web);
	evhttp_set_bevcb(web->http, guard_new, web->guards);
	evhttp_set_max_headers_size(web->http, HEAD_MAX);
	evhttp_set_max_body_size(web->http, BODY_MAX);
	if (set_limits(web, config, err) == -1 ||
	    listen_inside(web, config, err) == -1) {
		web_free(web);
		return NULL;
	}
	return web;
}

int
web_reload(struct web *web, const struct config *config, struct err *err)
{
	return set_limits(web, config, err);
}

void
web_close(struct web *web)
{
	web->closing = true;
	for (size_t i = 0; i < web->listener_count; i++) {
		guard_unlisten(web->guards,
		    evhttp_bound_socket_get_listener(web->listeners[i]));
		evhttp_del_accept_socket(web->http, web->listeners[i]);
	}
	web->listener_count = 0;
	while (web->first_waiter != NULL)
		end_wait(web->first_waiter);
}

void
web_free(struct web *web)
{
	if (web == NULL)
		return;
	while (web->first_waiter != NULL)
		end_wait(web->first_waiter);
	evhttp_free(web->http);
	guard_set_free(web->guards);
	table_release(&web->waiters);
	net_list_release(&web->trusted);
	free(web);
}

void
web_addresses(const struct web *web, struct buf *out)
{
	for (size_t i = 0; i < web->listener_count; i++)
		buf_printf(out, "%s%s", i != 0 ? "," : "", web->addresses[i]);
}
