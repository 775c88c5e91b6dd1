/*
 * The body of a NOTIFY of the refer package (RFC 3515 2.4.5: message/sipfrag,
 * RFC 3420).
 */
#ifndef LIB_SIPFRAG_H
#define LIB_SIPFRAG_H

#include <stddef.h>

enum { SIPFRAG_LINE_MAX = 128 };

struct sipfrag {
	unsigned status;	/* 100..699; 0: the body has no status line */
	char phrase[SIPFRAG_LINE_MAX];	/* "" if there is none */
};

/*
 * Find the status line: the body's first line that is not blank must be
 * "SIP/2.0 CODE PHRASE" (the phrase may be missing, CR or LF or both may end
 * it, the version is matched without regard to case, more blanks than needed do
 * no harm).  The phrase is copied as sipfrag_phrase() does it.
 * Never fails: a body that says nothing gives status 0.
 */
void sipfrag_parse(struct sipfrag *out, const char *body, size_t len);

/*
 * Copy n bytes of a reason phrase into out[size]: control characters become
 * blanks, what is too long is cut at a character's border.  Returns the length.
 */
size_t sipfrag_phrase(char *out, size_t size, const char *bytes, size_t n);

#endif
