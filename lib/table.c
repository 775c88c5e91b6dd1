/*
 * A table from strings to objects: chains in slots, whose number is a power of
 * two and doubles when there are more entries than slots.
 */
#include "table.h"

#include <assert.h>
#include <string.h>

#include "mem.h"

enum { FIRST_SLOTS = 16 };

void
table_init(struct table *table, const struct hash_key *seed)
{
	*table = (struct table){ NULL, 0, 0, *seed };
}

void
table_release(struct table *table)
{
	mem_free(table->slots);
	table->slots = NULL;
	table->mask = 0;
	table->count = 0;
}

static struct table_link **
new_slots(size_t n)
{
	if (n > SIZE_MAX / sizeof(struct table_link *))
		return NULL;
	return mem_alloc(n * sizeof(struct table_link *));
}

/*
 * Twice the slots: what was in slot i goes to slot i or to slot i + old size.
 * Each entry is put at its new chain's end, so that entries with the same key
 * keep their order.
 */
static void
grow(struct table *table)
{
	size_t old = table->mask + 1;
	struct table_link **slots = new_slots(old * 2);

	if (!slots)
		return;
	for (size_t i = 0; i < old; i++) {
		struct table_link **end[2] = { &slots[i], &slots[i + old] };
		struct table_link *link = table->slots[i];

		while (link) {
			struct table_link *next = link->next;
			unsigned half = (link->hash & old) != 0;

			*end[half] = link;
			link->prev = end[half];
			link->next = NULL;
			end[half] = &link->next;
			link = next;
		}
	}
	mem_free(table->slots);
	table->slots = slots;
	table->mask = old * 2 - 1;
}

int
table_put(struct table *table, struct table_link *link, const char *key)
{
	assert(!link->prev);

	if (!table->slots) {
		table->slots = new_slots(FIRST_SLOTS);
		if (!table->slots)
			return -1;
		table->mask = FIRST_SLOTS - 1;
	}
	if (table->count > table->mask)
		grow(table);

	link->key = key;
	link->hash = hash_bytes(&table->seed, key, strlen(key));
	struct table_link **slot = &table->slots[link->hash & table->mask];
	link->next = *slot;
	link->prev = slot;
	if (link->next)
		link->next->prev = &link->next;
	*slot = link;
	table->count++;
	return 0;
}

void
table_remove(struct table *table, struct table_link *link)
{
	if (!link->prev)
		return;
	*link->prev = link->next;
	if (link->next)
		link->next->prev = link->prev;
	link->next = NULL;
	link->prev = NULL;
	link->key = NULL;
	table->count--;
}

struct table_link *
table_find(const struct table *table, const char *key)
{
	if (!table->slots)
		return NULL;
	uint64_t hash = hash_bytes(&table->seed, key, strlen(key));
	struct table_link *link = table->slots[hash & table->mask];
	while (link && (link->hash != hash || strcmp(link->key, key) != 0))
		link = link->next;
	return link;
}

struct table_link *
table_next(const struct table_link *link)
{
	struct table_link *next = link->next;

	while (next && (next->hash != link->hash ||
	    strcmp(next->key, link->key) != 0))
		next = next->next;
	return next;
}

void *
table_object(struct table_link *link, size_t offset)
{
	return link ? (char *)link - offset : NULL;
}
