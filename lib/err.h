/*
 * An error as a value.  The core never logs and never exits: what goes wrong
 * is written here, and the caller decides who hears of it.
 */
#ifndef LIB_ERR_H
#define LIB_ERR_H

#include <stddef.h>

struct err {
	int code;		/* an HTTP status, or 0 where none applies */
	unsigned line, column;	/* place in a file, from 1; 0 = none */
	char text[240];		/* one line, names the field and the value */
};

/*
 * Fill in *err (which may be NULL) and return -1, so that a function can end
 * with `return err_set(...)`.  Control characters and bytes over 0x7e that
 * come in by the arguments are shown as \xHH; what is too long is cut.
 */
int err_set(struct err *err, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* As err_set, but with the place in a file. */
int err_set_at(struct err *err, unsigned line, unsigned column,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/*
 * As err_set, with the text "field: 'value' problem".  The value has n bytes
 * and may hold anything, NULs too; a long one is cut with "..." behind, so that
 * the problem is always seen.
 */
int err_value(struct err *err, int code, const char *field, const char *value,
    size_t n, const char *problem);

#endif
