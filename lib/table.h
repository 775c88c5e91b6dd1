/*
 * A table from strings to objects, with the link inside the object: no
 * allocation per entry, and an entry is taken out without being looked for.
 * Several entries may have the same key; the last one put in is found first.
 *
 *	struct call { struct table_link by_id; ... };
 *	table_put(&t, &call->by_id, call->id);
 *	struct call *c = TABLE_OBJECT(table_find(&t, id), struct call, by_id);
 */
#ifndef LIB_TABLE_H
#define LIB_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "hash.h"

struct table_link {
	struct table_link *next;
	struct table_link **prev;	/* NULL: in no table */
	const char *key;		/* borrowed, lives as long as the entry */
	uint64_t hash;
};

struct table {
	struct table_link **slots;	/* owned */
	size_t mask;			/* slots - 1 */
	size_t count;
	struct hash_key seed;
};

/* The object around a link; NULL for NULL. */
#define TABLE_OBJECT(link, type, member) \
	((type *)table_object((link), offsetof(type, member)))

void table_init(struct table *table, const struct hash_key *seed);

/*
 * Frees the slots.  The entries are not touched, so they may be gone already;
 * do not table_remove() one afterwards.
 */
void table_release(struct table *table);

/*
 * Put an entry in; its link is all zero or was taken out of a table before.
 * The table borrows link and key until table_remove().
 * Returns 0, or -1 when there is no memory for the very first slots (growing
 * later is only for speed, so its failure is no error).
 */
int table_put(struct table *table, struct table_link *link, const char *key);

/* Take an entry out; one that is in no table is left alone. */
void table_remove(struct table *table, struct table_link *link);

/* Returns borrowed, or NULL. */
struct table_link *table_find(const struct table *table, const char *key);

/* The entry with the same key that was put in before this one, or NULL. */
struct table_link *table_next(const struct table_link *link);

void *table_object(struct table_link *link, size_t offset);

#endif
