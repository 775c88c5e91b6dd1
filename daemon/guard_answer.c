/*
 * The guard's own answer.
 */
#include "guard_parts.h"

#include <stdio.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/util.h>

static const char *
reason_phrase(unsigned status)
{
	switch (status) {
	case 408: return "Request Timeout";
	case 413: return "Content Too Large";
	case 414: return "URI Too Long";
	case 417: return "Expectation Failed";
	case 431: return "Request Header Fields Too Large";
	case 501: return "Not Implemented";
	case 505: return "HTTP Version Not Supported";
	default: return "Bad Request";
	}
}

void
guard_write_answer(struct guard *guard)
{
	char date[64], body[200];
	int n = snprintf(body, sizeof body, "%s\n", guard->why);

	if (evutil_date_rfc1123(date, sizeof date, NULL) <= 0)
		date[0] = '\0';
	evbuffer_add_printf(bufferevent_get_output(guard->bev),
	    "HTTP/1.1 %u %s\r\n"
	    "%s%s%s"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Length: %d\r\n"
	    "Cache-Control: no-store\r\n"
	    "X-Content-Type-Options: nosniff\r\n"
	    "Connection: close\r\n"
	    "\r\n"
	    "%s", guard->status, reason_phrase(guard->status),
	    date[0] != '\0' ? "Date: " : "", date, date[0] != '\0' ? "\r\n" :
	    "", n, door_is_head(&guard->door) ? "" : body);
}
