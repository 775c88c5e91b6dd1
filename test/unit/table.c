/*
 * The table: many entries, equal keys, growth with and without memory.
 */
#include "../../lib/table.c"

#include "check.h"

enum { MANY = 5000 };

struct thing {
	int number;
	char key[16];
	struct table_link link;
};

static const struct hash_key seed = { 11, 22 };

static struct thing things[MANY];

static struct thing *
find(const struct table *table, const char *key)
{
	return TABLE_OBJECT(table_find(table, key), struct thing, link);
}

static void
make_things(void)
{
	memset(things, 0, sizeof(things));
	for (int i = 0; i < MANY; i++) {
		things[i].number = i;
		snprintf(things[i].key, sizeof(things[i].key), "k%d", i);
	}
}

TEST(empty)
{
	struct table t;
	struct table_link link = { NULL, NULL, NULL, 0 };

	table_init(&t, &seed);
	CHECK(table_find(&t, "x") == NULL);
	CHECK(find(&t, "") == NULL);
	table_remove(&t, &link);
	CHECK_INT(t.count, 0);
	table_release(&t);
	table_release(&t);
	CHECK(table_object(NULL, 8) == NULL);
}

TEST(many)
{
	struct table t;

	make_things();
	table_init(&t, &seed);
	for (int i = 0; i < MANY; i++)
		CHECK_INT(table_put(&t, &things[i].link, things[i].key), 0);
	CHECK_INT(t.count, MANY);
	CHECK_INT(t.mask, 8191);
	for (int i = 0; i < MANY; i++)
		CHECK(find(&t, things[i].key) == &things[i]);
	CHECK(find(&t, "k5000") == NULL);
	CHECK(find(&t, "K1") == NULL);

	for (int i = 0; i < MANY; i += 2)
		table_remove(&t, &things[i].link);
	table_remove(&t, &things[0].link);
	CHECK_INT(t.count, MANY / 2);
	for (int i = 0; i < MANY; i++)
		CHECK(find(&t, things[i].key) == (i % 2 ? &things[i] : NULL));
	for (int i = 0; i < MANY; i += 2)
		CHECK_INT(table_put(&t, &things[i].link, things[i].key), 0);
	CHECK_INT(t.count, MANY);
	table_release(&t);
	CHECK(table_find(&t, "k1") == NULL);
}

/* Entries with the same key: last in, first found, through every growth. */
TEST(same_key)
{
	struct table t;

	make_things();
	table_init(&t, &seed);
	for (int i = 0; i < MANY; i++) {
		const char *key = i % 100 == 0 ? "same" : things[i].key;

		CHECK_INT(table_put(&t, &things[i].link, key), 0);
	}

	/* Out of the middle, the head and the end; then each in its turn. */
	CHECK(find(&t, "same") == &things[4900]);
	table_remove(&t, &things[2500].link);
	table_remove(&t, &things[4900].link);
	table_remove(&t, &things[0].link);
	for (int i = MANY - 200; i > 0; i -= 100) {
		if (i == 2500)
			continue;
		CHECK(find(&t, "same") == &things[i]);
		table_remove(&t, &things[i].link);
	}
	CHECK(find(&t, "same") == NULL);
	CHECK_INT(t.count, MANY - MANY / 100);
	table_release(&t);
}

/* An entry whose hash collides but whose key differs is not found. */
TEST(collision)
{
	struct table t;

	make_things();
	table_init(&t, &seed);
	CHECK_INT(table_put(&t, &things[1].link, things[1].key), 0);
	CHECK_INT(table_put(&t, &things[2].link, things[2].key), 0);
	struct table_link **slot = things[1].link.prev;
	things[1].link.key = "other";
	CHECK(find(&t, "k1") == NULL);
	CHECK(slot != NULL);
	table_release(&t);
}

TEST(no_memory)
{
	struct table t;

	make_things();
	table_init(&t, &seed);
	mem_fail_after(0);
	CHECK_INT(table_put(&t, &things[0].link, "x"), -1);
	CHECK(things[0].link.prev == NULL);
	CHECK_INT(t.count, 0);
	CHECK(table_find(&t, "x") == NULL);

	/* It cannot grow, but it works. */
	mem_fail_after(1);
	for (int i = 0; i < MANY; i++)
		CHECK_INT(table_put(&t, &things[i].link, things[i].key), 0);
	CHECK_INT(t.mask, 15);
	for (int i = 0; i < MANY; i++)
		CHECK(find(&t, things[i].key) == &things[i]);
	mem_fail_after(-1);

	/* With memory again it catches up. */
	for (int i = 0; i < 20; i++) {
		table_remove(&t, &things[i].link);
		CHECK_INT(table_put(&t, &things[i].link, things[i].key), 0);
	}
	CHECK(t.mask > MANY / 2);
	for (int i = 0; i < MANY; i++)
		CHECK(find(&t, things[i].key) == &things[i]);
	table_release(&t);
	CHECK(new_slots(SIZE_MAX) == NULL);
}

/* Chains stay short whatever the keys look like. */
TEST(spread)
{
	struct table t;
	size_t longest = 0;

	make_things();
	table_init(&t, &seed);
	for (int i = 0; i < MANY; i++)
		CHECK_INT(table_put(&t, &things[i].link, things[i].key), 0);
	for (size_t i = 0; i <= t.mask; i++) {
		size_t n = 0;

		for (struct table_link *l = t.slots[i]; l; l = l->next)
			n++;
		if (n > longest)
			longest = n;
	}
	CHECK(longest <= 12);
	table_release(&t);
}

int
main(void)
{
	RUN(empty);
	RUN(many);
	RUN(same_key);
	RUN(collision);
	RUN(no_memory);
	RUN(spread);
	return check_done();
}
