/*
 * validusers.xml, as sipXecs writes it, to a list of users.
 */
#ifndef XML_USERFILE_H
#define XML_USERFILE_H

#include <stddef.h>

#include "err.h"
#include "hash.h"
#include "users.h"

#define USERFILE_NAMESPACE \
	"http://www.sipfoundry.org/sipX/schema/xml/validusers-00-00"

/*
 * Read a document of n bytes.  Returns owned, or NULL with line and column:
 * malformed, another root or namespace, an item without userName, and all that
 * users_add refuses.  Elements that it does not know are passed over.
 */
struct users *userfile_read(const char *data, size_t n,
    const struct hash_key *seed, unsigned long salt, struct err *err);

#endif
