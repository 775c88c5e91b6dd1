/*
 * A JSON writer (RFC 8259): commas and escaping are its business, the shape is
 * the caller's.  Invalid UTF-8 is replaced by U+FFFD.
 */
#ifndef LIB_JSON_H
#define LIB_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"

struct json {
	struct buf *out;	/* borrowed */
	bool comma;		/* the next element needs one before it */
};

void json_init(struct json *json, struct buf *out);

/*
 * name is NULL inside an array and at the top.  json_string writes null for a
 * text that is NULL.
 */
void json_object(struct json *json, const char *name);
void json_object_end(struct json *json);
void json_array(struct json *json, const char *name);
void json_array_end(struct json *json);
void json_string(struct json *json, const char *name, const char *text);
void json_number(struct json *json, const char *name, int64_t value);
void json_null(struct json *json, const char *name);

#endif
