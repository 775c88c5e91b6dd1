/*
 * Growable bytes.  The contents are always followed by a NUL, so data can be
 * read as a string; it may contain NULs of its own.
 *
 * A failed allocation is remembered: from then on appending does nothing and
 * buf_ok() says false, so that a writer checks once, at its end.
 */
#ifndef LIB_BUF_H
#define LIB_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct buf {
	char *data;		/* owned; NULL until something was appended */
	size_t len, cap;
	bool failed;
};

#define BUF_INIT { NULL, 0, 0, false }

void buf_init(struct buf *buf);
void buf_release(struct buf *buf);	/* frees; ready to be used again */
void buf_clear(struct buf *buf);	/* empties, keeps the memory;
					   a failure is forgotten */
bool buf_ok(const struct buf *buf);

void buf_add(struct buf *buf, const void *bytes, size_t n);
void buf_puts(struct buf *buf, const char *text);
void buf_putc(struct buf *buf, char c);
void buf_printf(struct buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The contents as a string: returns borrowed, "" when empty, never NULL. */
const char *buf_text(const struct buf *buf);

/*
 * Detach: returns owned (mem_free), NULL when it has failed; empties buf.
 * An empty buf gives "".
 */
char *buf_take(struct buf *buf);

#endif
