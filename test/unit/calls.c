/*
 * The registry of calls: found by key, id and reference, kept in the order of
 * their due times, limited in number.
 */
#include "../../lib/calls.c"

#include <stdlib.h>

#include "check.h"

#define SET(member, text) snprintf((member), sizeof(member), "%s", (text))

static const struct hash_key seed = { 11, 22 };

static struct command
with(const char *calling)
{
	struct command command = {
		.action = COMMAND_CALL,
		.agent = { "300", "example.com" },
		.calling = { "", "example.com" },
		.called = { "202", "example.com" },
		.timeout_s = 30,
		.cache_s = 180,
	};

	SET(command.calling.user, calling);
	return command;
}

static struct call *
add(struct calls *calls, const char *calling, unsigned number)
{
	struct command command = with(calling);
	char id[CALL_ID_SIZE];

	snprintf(id, sizeof id, "%032x", number);
	return calls_add(calls, &command, id);
}

/* xorshift64*: the same numbers on every machine. */
static uint64_t
dice(void)
{
	static uint64_t state = 7;

	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (state * 2685821657736338717u) >> 16;
}

TEST(empty)
{
	struct calls *calls = calls_new(&seed);
	size_t at = 0;

	CHECK(calls_by_key(calls, "") == NULL);
	CHECK(calls_by_id(calls, "") == NULL);
	CHECK(calls_get(calls, 0) == NULL);
	CHECK(calls_get(calls, UINT64_MAX) == NULL);
	CHECK(calls_first_due(calls) == NULL);
	CHECK_INT(calls_next_due(calls), 0);
	CHECK(calls_walk(calls, &at) == NULL);
	CHECK_INT(calls_count(calls), 0);
	CHECK_INT(calls_active(calls), 0);
	calls_free(calls);
	calls_free(NULL);
}

TEST(what_a_call_holds)
{
	struct calls *calls = calls_new(&seed);
	struct command command = with("201");

	SET(command.subject, "Lunch?");
	SET(command.confpin, "4711");
	command.forwarding = true;
	struct call *call = calls_add(calls, &command,
	    "0123456789abcdef0123456789abcdef");
	memset(&command, 'x', sizeof command);
	CHECK_STR(call->key,
	    "300@example.com:201@example.com:202@example.com");
	CHECK_STR(call->agent, "300@example.com");
	CHECK_STR(call->calling, "201@example.com");
	CHECK_STR(call->called, "202@example.com");
	CHECK_STR(call->subject, "Lunch?");
	CHECK_STR(call->confpin, "4711");
	CHECK_STR(call->id, "0123456789abcdef0123456789abcdef");
	CHECK(call->forwarding);
	CHECK(call->pair[0].leg == NULL);
	CHECK(call->pair[0].sip_call_id == NULL);
	CHECK_STR(call->pair[0].address, "201@example.com");
	CHECK_STR(call->pair[1].address, "202@example.com");
	CHECK_INT(call->due_ms, 0);
	CHECK_INT(call->history.lines, 0);
	calls_free(calls);
}

TEST(also)
{
	struct calls *calls = calls_new(&seed);
	struct call *a = add(calls, "201", 1), *b = add(calls, "203", 2);

	CHECK_INT(calls_also(calls, a, "x:y:z"), 0);
	CHECK(calls_by_key(calls, "x:y:z") == a);
	CHECK(calls_by_key(calls, a->key) == a);
	/* before an older call that has it, too */
	CHECK_INT(calls_also(calls, a, b->key), 0);
	CHECK(calls_by_key(calls, b->key) == a);
	/* one that has ended does not hide one that goes on */
	a->refer.state = REFER_DONE;
	CHECK(calls_by_key(calls, b->key) == b);
	b->refer.state = REFER_DONE;
	CHECK(calls_by_key(calls, b->key) == a);
	calls_remove(calls, a);
	CHECK(calls_by_key(calls, b->key) == b);
	CHECK(calls_by_key(calls, "x:y:z") == NULL);
	mem_fail_after(0);
	CHECK_INT(calls_also(calls, b, "x:y:z"), -1);
	mem_fail_after(-1);
	CHECK(calls_by_key(calls, "x:y:z") == NULL);
	calls_free(calls);
}

TEST(found)
{
	struct calls *calls = calls_new(&seed);
	struct call *a = add(calls, "201", 1), *b = add(calls, "203", 2);
	struct call *newer = add(calls, "201", 3);

	CHECK(calls_by_id(calls, a->id) == a);
	CHECK(calls_by_id(calls, b->id) == b);
	CHECK(calls_by_key(calls, b->key) == b);
	/* the latest of a key, and after it the one before */
	CHECK(calls_by_key(calls, a->key) == newer);
	calls_remove(calls, newer);
	CHECK(calls_by_key(calls, a->key) == a);
	newer = add(calls, "201", 4);
	CHECK(calls_by_key(calls, a->key) == newer);
	calls_remove(calls, a);
	CHECK(calls_by_key(calls, newer->key) == newer);
	CHECK_INT(calls_count(calls), 2);
	CHECK(calls_by_id(calls, "00000000000000000000000000000001") == NULL);
	/* the case of the user part matters */
	CHECK(calls_by_key(calls, "300@example.com:201@example.com:"
	    "202@EXAMPLE.com") == NULL);
	calls_free(calls);
}

TEST(references)
{
	struct calls *calls = calls_new(&seed);
	struct call *a = add(calls, "201", 1);
	call_ref old = calls_ref(a);

	CHECK(calls_get(calls, old) == a);
	calls_remove(calls, a);
	CHECK(calls_get(calls, old) == NULL);
	/* the next tenant of the slot has another number */
	for (unsigned i = 0; i < 1000; i++) {
		struct call *b = add(calls, "201", 2 + i);
		call_ref ref = calls_ref(b);
		CHECK(ref != old && ref != 0);
		CHECK(calls_get(calls, old) == NULL);
		CHECK(calls_get(calls, ref) == b);
		old = ref;
		calls_remove(calls, b);
	}
	CHECK(calls_get(calls, 0) == NULL);
	calls_free(calls);
}

TEST(limit)
{
	struct calls *calls = calls_new(&seed);

	calls_limit(calls, 3);
	struct call *a = add(calls, "1", 1), *b = add(calls, "2", 2);
	struct call *c = add(calls, "3", 3);
	CHECK(add(calls, "4", 4) == NULL);
	CHECK_INT(calls_active(calls), 3);
	calls_ended(calls, b);
	calls_ended(calls, b);
	CHECK_INT(calls_active(calls), 2);
	calls_ended(calls, a);
	call_ref ref_a = calls_ref(a), ref_b = calls_ref(b);
	/* b ended first, so it goes first */
	CHECK(add(calls, "4", 4) != NULL);
	CHECK(calls_get(calls, ref_b) == NULL);
	CHECK(calls_get(calls, ref_a) == a);
	CHECK(add(calls, "5", 5) != NULL);
	CHECK(calls_get(calls, ref_a) == NULL);
	CHECK(add(calls, "6", 6) == NULL);
	CHECK(calls_get(calls, calls_ref(c)) == c);
	CHECK_INT(calls_count(calls), 3);
	CHECK_INT(calls_active(calls), 3);
	calls_limit(calls, 0);
	CHECK(add(calls, "6", 6) != NULL);
	CHECK_INT(calls_count(calls), 4);
	calls_free(calls);
}

/* The list of the ended, taken out of at both ends and in the middle. */
TEST(ended_list)
{
	for (int out = 0; out < 5; out++) {
		struct calls *calls = calls_new(&seed);
		struct call *call[5];
		int left = 4;

		for (unsigned i = 0; i < 5; i++) {
			call[i] = add(calls, "1", i);
			calls_ended(calls, call[i]);
		}
		calls_remove(calls, call[out]);
		CHECK_INT(calls_active(calls), 0);
		calls_limit(calls, 4);
		for (int i = 0; i < 5; i++) {
			if (i == out)
				continue;
			call_ref ref = calls_ref(call[i]);
			CHECK(calls_get(calls, ref) == call[i]);
			CHECK(add(calls, "2", 100 + (unsigned)i) != NULL);
			CHECK(calls_get(calls, ref) == NULL);
			left--;
		}
		CHECK_INT(left, 0);
		CHECK(add(calls, "2", 200) == NULL);
		calls_free(calls);
	}
}

TEST(schedule)
{
	struct calls *calls = calls_new(&seed);
	struct call *a = add(calls, "1", 1), *b = add(calls, "2", 2);

	calls_schedule(calls, a, 500);
	calls_schedule(calls, b, 300);
	CHECK(calls_first_due(calls) == b);
	CHECK_INT(calls_next_due(calls), 300);
	calls_schedule(calls, b, 700);
	CHECK(calls_first_due(calls) == a);
	calls_schedule(calls, a, 500);
	CHECK(calls_first_due(calls) == a);
	calls_schedule(calls, a, 0);
	CHECK(calls_first_due(calls) == b);
	calls_schedule(calls, a, 0);
	calls_schedule(calls, b, 0);
	CHECK(calls_first_due(calls) == NULL);
	CHECK_INT(calls_next_due(calls), 0);
	calls_schedule(calls, a, UINT64_MAX);
	CHECK(calls_next_due(calls) == UINT64_MAX);
	calls_remove(calls, a);
	CHECK(calls_first_due(calls) == NULL);
	calls_free(calls);
}

enum { MODEL_MAX = 300, MODEL_STEPS = 60000 };

/* A registry to compare with: an array, searched from end to end. */
struct model {
	struct call *call;
	call_ref ref;
	uint64_t due_ms;
	bool ended;
};

static uint64_t
model_next(const struct model *model, size_t n, size_t *active)
{
	uint64_t next = 0;

	*active = 0;
	for (size_t i = 0; i < n; i++) {
		*active += !model[i].ended;
		if (model[i].due_ms != 0 &&
		    (next == 0 || model[i].due_ms < next))
			next = model[i].due_ms;
	}
	return next;
}

static void
model_change(struct calls *calls, struct model *one)
{
	switch (dice() % 4) {
	case 0:
		one->due_ms = 0;
		break;
	case 1:
		calls_ended(calls, one->call);
		one->ended = true;
		return;
	default:
		one->due_ms = 1 + dice() % 1000;
		break;
	}
	calls_schedule(calls, one->call, one->due_ms);
}

TEST(against_a_model)
{
	static struct model model[MODEL_MAX];
	struct calls *calls = calls_new(&seed);
	size_t n = 0, active;

	for (int i = 0; i < MODEL_STEPS && check_state.failures < 5; i++) {
		uint64_t what = dice() % 16;
		size_t pick = n != 0 ? dice() % n : 0;
		char name[8];

		snprintf(name, sizeof name, "%u", (unsigned)(dice() % 50));
		if (n == 0 || (what < 4 && n < MODEL_MAX)) {
			model[n] = (struct model){
				.call = add(calls, name, (unsigned)i) };
			model[n].ref = calls_ref(model[n].call);
			n++;
		} else if (what < 7) {
			calls_remove(calls, model[pick].call);
			CHECK(calls_get(calls, model[pick].ref) == NULL);
			model[pick] = model[--n];
		} else {
			CHECK(calls_get(calls, model[pick].ref) ==
			    model[pick].call);
			CHECK(calls_by_id(calls, model[pick].call->id) ==
			    model[pick].call);
			CHECK(calls_by_key(calls, model[pick].call->key) !=
			    NULL);
			model_change(calls, &model[pick]);
		}
		uint64_t next = model_next(model, n, &active);
		CHECK_INT(calls_next_due(calls), next);
		CHECK_INT(calls_count(calls), n);
		CHECK_INT(calls_active(calls), active);
		CHECK(next == 0 || calls_first_due(calls)->due_ms == next);
	}
	/* all come out in order */
	for (uint64_t last = 0; calls_first_due(calls) != NULL;) {
		CHECK(calls_next_due(calls) >= last);
		last = calls_next_due(calls);
		calls_remove(calls, calls_first_due(calls));
	}
	calls_free(calls);
}

TEST(walk)
{
	struct calls *calls = calls_new(&seed);
	bool met[200] = { false };
	size_t at = 0, n = 0;

	for (unsigned i = 0; i < 200; i++)
		add(calls, "1", i);
	for (struct call *call; (call = calls_walk(calls, &at)) != NULL; n++) {
		unsigned long id = strtoul(call->id, NULL, 16);
		CHECK(id < 200 && !met[id]);
		met[id] = true;
		if (id % 3 == 0)
			calls_remove(calls, call);
		else
			calls_ended(calls, call);
	}
	CHECK_INT(n, 200);
	CHECK_INT(calls_count(calls), 133);
	CHECK_INT(calls_active(calls), 0);
	/* the one after may go as well */
	at = 0;
	struct call *first = calls_walk(calls, &at);
	size_t peek = at;
	calls_remove(calls, calls_walk(calls, &peek));
	calls_remove(calls, first);
	for (n = 0; calls_walk(calls, &at) != NULL; n++)
		;
	CHECK_INT(n, 131);
	calls_free(calls);
}

/* 100 calls with only n allocations: each is added whole or not at all. */
TEST(no_memory)
{
	for (long n = 0; n < 60; n++) {
		mem_fail_after(n);
		struct calls *calls = calls_new(&seed);
		size_t added = 0;
		for (unsigned i = 0; calls != NULL && i < 100; i++) {
			char name[8];
			snprintf(name, sizeof name, "%u", i);
			struct call *call = add(calls, name, i);
			if (call == NULL)
				continue;
			added++;
			calls_schedule(calls, call, 1000 - i);
			CHECK(calls_by_id(calls, call->id) == call);
			CHECK(calls_by_key(calls, call->key) == call);
		}
		mem_fail_after(-1);
		if (calls == NULL)
			continue;
		CHECK_INT(calls_count(calls), added);
		CHECK(add(calls, "again", 1000) != NULL);
		calls_free(calls);
	}
}

/* Growing past the first vector, with each allocation of that step failing. */
TEST(no_memory_to_grow)
{
	for (long n = 0; n < 12; n++) {
		struct calls *calls = calls_new(&seed);

		for (unsigned i = 0; i < 64; i++)
			calls_schedule(calls, add(calls, "1", i), 100 - i);
		mem_fail_after(n);
		struct call *call = add(calls, "2", 64);
		mem_fail_after(-1);
		CHECK_INT(calls_count(calls), call != NULL ? 65 : 64);
		for (unsigned i = 65; i < 140; i++)
			calls_schedule(calls, add(calls, "1", i), 200 + i);
		CHECK_INT(calls_next_due(calls), 100 - 63);
		calls_free(calls);
	}
}

int
main(void)
{
	RUN(empty);
	RUN(what_a_call_holds);
	RUN(also);
	RUN(found);
	RUN(references);
	RUN(limit);
	RUN(ended_list);
	RUN(schedule);
	RUN(against_a_model);
	RUN(walk);
	RUN(no_memory);
	RUN(no_memory_to_grow);
	return check_done();
}
