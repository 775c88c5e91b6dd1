/*
 * Everything evhttp: listeners, limits, replies, and requests that wait.
 */
#ifndef DAEMON_WEB_H
#define DAEMON_WEB_H

#include <stddef.h>

struct buf;
struct config;
struct control;
struct err;
struct loop;
struct web;

/*
 * Listen as the configuration says and serve control's API.  Returns owned, or
 * NULL with the reason, which names address and port.
 */
struct web *web_new(struct loop *loop, struct control *control,
    const struct config *config, struct err *err);
void web_free(struct web *web);

/* New limits and trusted networks; listening addresses stay. */
int web_reload(struct web *web, const struct config *config, struct err *err);

/* No new connections; requests that wait are answered now. */
void web_close(struct web *web);

/* Tell that the record of this key changed (control_on_change). */
void web_changed(void *web, const char *key);

/* "127.0.0.1:6667", comma-separated, appended. */
void web_addresses(const struct web *web, struct buf *out);

#endif
