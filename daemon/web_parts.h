/*
 * What the files of web share.
 */
#ifndef DAEMON_WEB_PARTS_H
#define DAEMON_WEB_PARTS_H

struct err;
struct event_base;
struct evconnlistener;

/*
 * Listen on a numeric address; port 0 takes any free one, *bound is the one
 * taken.  Returns owned, without a callback yet, or NULL with a reason that
 * names address and port.
 */
struct evconnlistener *web_listen(struct event_base *base, const char *ip,
    unsigned port, unsigned *bound, struct err *err);

#endif
