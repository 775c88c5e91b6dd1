/*
 * Reading SIP messages that Sofia-SIP has parsed.
 */
#ifndef DAEMON_UA_MESSAGE_H
#define DAEMON_UA_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

struct sip_contact_s;
struct sip_s;

enum {
	UA_URI_MAX = 512,
	UA_FIELD_MAX = 1024	/* one header field as text */
};

/* The text, or "" for NULL. */
const char *ua_text(const char *text);

/*
 * A header field's value as text (any of Sofia's header structures), or NULL
 * if it is longer than UA_FIELD_MAX.  (Sofia's sip_header_as_string() cuts off
 * the end of some.)
 */
const char *ua_field(char out[UA_FIELD_MAX], const void *header);

/* The URI of the best Contact, without headers, into out; or NULL. */
const char *ua_contact(const struct sip_s *sip, char out[UA_URI_MAX]);

/* The first Contact, if requests can be sent to it; or NULL. */
const struct sip_contact_s *ua_usable_contact(const struct sip_s *sip);

/* Does a 2xx to a REFER say Refer-Sub: false (RFC 4488)? */
bool ua_no_subscription(const struct sip_s *sip);

/* The message's SDP (borrowed, no NUL behind it), *len its length; NULL:
   it has none. */
const char *ua_sdp(const struct sip_s *sip, size_t *len);

/* Is there a body that is no SDP? */
bool ua_strange_body(const struct sip_s *sip);

#endif
