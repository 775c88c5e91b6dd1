/*
 * Small questions about text from outside, asked in more than one room.
 */
#ifndef LIB_TEXT_H
#define LIB_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * ASCII only, whatever the locale.  text_same_n compares n bytes; a string that
 * ends before them is the same as nothing.
 */
bool text_same(const char *a, const char *b);		/* ignoring case */
bool text_same_n(const char *a, const char *b, size_t n);
char text_lower(char c);

/* Of one character; none of them is true of NUL. */
bool text_is_digit(char c);
bool text_is_alnum(char c);
bool text_is_blank(char c);		/* blank or tab */
bool text_is_space(char c);		/* blank, tab, CR or LF */
bool text_is_token(char c);		/* of a token, RFC 9110 5.6.2 */
int text_hex_value(char c);		/* 0..15, either case; or -1 */

/*
 * Is this word in a list, whose words have one blank between them?  Case does
 * not matter.
 */
bool text_list_has(const char *list, const char *word);

/*
 * The length of the host in "host:port" or "[v6]:port", with its brackets; of
 * the whole text if a bracket is never closed.
 */
size_t text_host_length(const char *host);

/* Well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates)? */
bool text_utf8_valid(const char *bytes, size_t n);

/*
 * The length (1..4) of the well-formed UTF-8 character that the n bytes begin
 * with, or 0 if they begin with none.
 */
size_t text_utf8_char(const char *bytes, size_t n);

/* Any byte below 0x20, or 0x7f? */
bool text_has_control(const char *bytes, size_t n);

/*
 * Percent-decode n bytes once (RFC 3986 2.1) into out, which has room for n
 * bytes and may be `bytes` itself; no NUL is added; '+' stays '+'.  Returns
 * the length, or -1 for a malformed escape.
 */
long text_percent_decode(char *out, const char *bytes, size_t n);

/*
 * A whole decimal number without sign, blanks or leading "+", at most 18
 * digits.  Returns 0, or -1.
 */
int text_number(const char *text, size_t n, long long *value);

#endif
