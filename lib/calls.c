#include "calls.h"

#include <string.h>

#include "buf.h"
#include "mem.h"

/*
 * Calls live in a vector of slots; a free slot remembers its generation, so
 * that a reference to an earlier tenant finds nothing.  The heap holds the
 * calls by due time, each knowing its place in it.
 */
struct slot {
	struct call *call;	/* owned, NULL: free */
	uint32_t generation;
	uint32_t next_free;	/* slot number + 1, 0: none */
};

/* So many records of one key are looked at for a call that still goes on. */
enum { SAME_KEY_MAX = 8 };

struct calls {
	struct slot *slots;
	size_t slot_count, slot_cap;
	uint32_t first_free;	/* slot number + 1, 0: none */
	struct call **heap;	/* [1..heap_count] */
	size_t heap_count;
	struct table by_key, by_id;
	struct call *ended_first, *ended_last;
	size_t count, ended_count, max_records;
};

struct calls *
calls_new(const struct hash_key *seed)
{
	struct calls *calls = mem_alloc(sizeof *calls);

	if (calls == NULL)
		return NULL;
	table_init(&calls->by_key, seed);
	table_init(&calls->by_id, seed);
	return calls;
}

static void
free_party(struct call_party *party)
{
	mem_free(party->own);
	mem_free(party->sip_call_id);
}

static void
free_call(struct call *call)
{
	for (size_t i = 0; i < call_party_count(call); i++)
		free_party(call_party(call, i));
	mem_free(call->targets);
	while (call->keys != NULL) {
		struct call_key *next = call->keys->next;
		mem_free(call->keys);
		call->keys = next;
	}
	history_release(&call->history);
	mem_free(call->text);
	mem_free(call);
}

void
calls_free(struct calls *calls)
{
	if (calls == NULL)
		return;
	for (size_t i = 0; i < calls->slot_count; i++)
		if (calls->slots[i].call != NULL)
			free_call(calls->slots[i].call);
	table_release(&calls->by_key);
	table_release(&calls->by_id);
	mem_free(calls->slots);
	mem_free(calls->heap);
	mem_free(calls);
}

void
calls_limit(struct calls *calls, size_t max_records)
{
	calls->max_records = max_records;
}

/* --- the heap of due times --- */

static void
heap_set(struct calls *calls, size_t i, struct call *call)
{
	calls->heap[i] = call;
	call->heap_index = i;
}

static void
heap_up(struct calls *calls, size_t i, struct call *call)
{
	while (i > 1 && calls->heap[i / 2]->due_ms > call->due_ms) {
		heap_set(calls, i, calls->heap[i / 2]);
		i /= 2;
	}
	heap_set(calls, i, call);
}

static void
heap_down(struct calls *calls, size_t i, struct call *call)
{
	for (;;) {
		size_t child = i * 2;
		if (child > calls->heap_count)
			break;
		if (child < calls->heap_count &&
		    calls->heap[child + 1]->due_ms < calls->heap[child]->due_ms)
			child++;
		if (calls->heap[child]->due_ms >= call->due_ms)
			break;
		heap_set(calls, i, calls->heap[child]);
		i = child;
	}
	heap_set(calls, i, call);
}

static void
heap_take(struct calls *calls, struct call *call)
{
	size_t i = call->heap_index;

	if (i == 0)
		return;
	call->heap_index = 0;
	struct call *last = calls->heap[calls->heap_count--];
	if (last == call)
		return;
	if (i > 1 && calls->heap[i / 2]->due_ms > last->due_ms)
		heap_up(calls, i, last);
	else
		heap_down(calls, i, last);
}

void
calls_schedule(struct calls *calls, struct call *call, uint64_t due_ms)
{
	if (call->due_ms == due_ms && (call->heap_index != 0) == (due_ms != 0))
		return;
	heap_take(calls, call);
	call->due_ms = due_ms;
	if (due_ms != 0)
		heap_up(calls, ++calls->heap_count, call);
}

struct call *
calls_first_due(const struct calls *calls)
{
	return calls->heap_count != 0 ? calls->heap[1] : NULL;
}

uint64_t
calls_next_due(const struct calls *calls)
{
	return calls->heap_count != 0 ? calls->heap[1]->due_ms : 0;
}

/* --- slots --- */

/* Room for one more slot, and for its call in the heap. */
static int
grow(struct calls *calls)
{
	if (calls->first_free != 0 || calls->slot_count < calls->slot_cap)
		return 0;
	size_t cap = calls->slot_cap != 0 ? calls->slot_cap * 2 : 64;
	struct slot *slots = mem_resize(calls->slots, cap * sizeof *slots);
	if (slots == NULL)
		return -1;
	calls->slots = slots;
	struct call **heap = mem_resize(calls->heap,
	    (cap + 1) * sizeof(struct call *));
	if (heap == NULL)
		return -1;
	calls->heap = heap;
	calls->slot_cap = cap;
	return 0;
}

static void
move_in(struct calls *calls, struct call *call)
{
	uint32_t number;

	if (calls->first_free != 0) {
		number = calls->first_free - 1;
		calls->first_free = calls->slots[number].next_free;
	} else {
		number = (uint32_t)calls->slot_count++;
		calls->slots[number].generation = 0;
	}
	calls->slots[number].call = call;
	call->slot = number;
	call->generation = ++calls->slots[number].generation;
}

static void
move_out(struct calls *calls, struct call *call)
{
	struct slot *slot = &calls->slots[call->slot];

	slot->call = NULL;
	slot->next_free = calls->first_free;
	calls->first_free = call->slot + 1;
}

/* The strings of a call, one behind the other in one block. */
static int
set_text(struct call *call, const struct command *command)
{
	struct buf text = BUF_INIT;

	address_format(&command->agent, &text);
	size_t calling = text.len + 1;
	buf_putc(&text, '\0');
	address_format(&command->calling, &text);
	size_t called = text.len + 1;
	buf_putc(&text, '\0');
	address_format(&command->called, &text);
	size_t subject = text.len + 1;
	buf_putc(&text, '\0');
	buf_puts(&text, command->subject);
	size_t confpin = text.len + 1;
	buf_putc(&text, '\0');
	buf_puts(&text, command->confpin);
	size_t len = text.len;
	char *block = buf_take(&text);
	if (block == NULL)
		return -1;
	char *fitted = mem_resize(block, len + 1);
	call->text = fitted != NULL ? fitted : block;
	call->agent = call->text;
	call->calling = call->text + calling;
	call->called = call->text + called;
	call->subject = call->text + subject;
	call->confpin = call->text + confpin;
	call->pair[0].address = call->calling;
	call->pair[1].address = call->called;
	return 0;
}

static struct call *
new_call(const struct command *command, const char *id)
{
	struct call *call = mem_alloc(sizeof *call);

	if (call == NULL)
		return NULL;
	history_init(&call->history);
	memcpy(call->id, id, sizeof call->id - 1);
	call->forwarding = command->forwarding;
	if (set_text(call, command) == -1) {
		free_call(call);
		return NULL;
	}
	return call;
}

int
calls_also(struct calls *calls, struct call *call, const char *key)
{
	size_t size = strlen(key) + 1;
	struct call_key *added = mem_alloc(sizeof *added + size);

	if (added == NULL)
		return -1;
	memcpy(added->text, key, size);
	if (table_put(&calls->by_key, &added->link, added->text) == -1) {
		mem_free(added);
		return -1;
	}
	added->call = call;
	added->next = call->keys;
	call->keys = added;
	return 0;
}

static int
put_first_key(struct calls *calls, struct call *call,
    const struct command *command)
{
	struct buf key = BUF_INIT;

	call_key(&key, command);
	int done = buf_ok(&key) ? calls_also(calls, call, buf_text(&key)) : -1;
	buf_release(&key);
	if (done == 0)
		call->key = call->keys->text;
	return done;
}

static void
remove_keys(struct calls *calls, struct call *call)
{
	for (struct call_key *key = call->keys; key != NULL; key = key->next)
		table_remove(&calls->by_key, &key->link);
}

struct call *
calls_add(struct calls *calls, const struct command *command, const char *id)
{
	if (calls->max_records != 0 && calls->count >= calls->max_records) {
		if (calls->ended_first == NULL)
			return NULL;
		calls_remove(calls, calls->ended_first);
	}
	if (grow(calls) == -1)
		return NULL;
	struct call *call = new_call(command, id);
	if (call == NULL)
		return NULL;
	if (put_first_key(calls, call, command) == -1 ||
	    table_put(&calls->by_id, &call->by_id, call->id) == -1) {
		remove_keys(calls, call);
		free_call(call);
		return NULL;
	}
	move_in(calls, call);
	calls->count++;
	return call;
}

static void
unlink_ended(struct calls *calls, struct call *call)
{
	if (!call->ended)
		return;
	if (call->ended_prev != NULL)
		call->ended_prev->ended_next = call->ended_next;
	else
		calls->ended_first = call->ended_next;
	if (call->ended_next != NULL)
		call->ended_next->ended_prev = call->ended_prev;
	else
		calls->ended_last = call->ended_prev;
	calls->ended_count--;
}

void
calls_remove(struct calls *calls, struct call *call)
{
	unlink_ended(calls, call);
	heap_take(calls, call);
	remove_keys(calls, call);
	table_remove(&calls->by_id, &call->by_id);
	move_out(calls, call);
	calls->count--;
	free_call(call);
}

void
calls_ended(struct calls *calls, struct call *call)
{
	if (call->ended)
		return;
	call->ended = true;
	call->ended_next = NULL;
	call->ended_prev = calls->ended_last;
	if (calls->ended_last != NULL)
		calls->ended_last->ended_next = call;
	else
		calls->ended_first = call;
	calls->ended_last = call;
	calls->ended_count++;
}

/* --- finding --- */

call_ref
calls_ref(const struct call *call)
{
	return (call_ref)call->generation << 32 | call->slot;
}

struct call *
calls_get(const struct calls *calls, call_ref ref)
{
	uint32_t number = (uint32_t)ref;

	if (number >= calls->slot_count)
		return NULL;
	struct call *call = calls->slots[number].call;
	if (call == NULL || call->generation != ref >> 32)
		return NULL;
	return call;
}

struct call *
calls_by_key(const struct calls *calls, const char *key)
{
	struct table_link *first = table_find(&calls->by_key, key);
	struct table_link *link = first;

	for (int n = 0; link != NULL && n < SAME_KEY_MAX; n++) {
		struct call_key *at = TABLE_OBJECT(link, struct call_key, link);
		if (call_alive(at->call))
			return at->call;
		link = table_next(link);
	}
	return first != NULL ?
	    TABLE_OBJECT(first, struct call_key, link)->call : NULL;
}

struct call *
calls_by_id(const struct calls *calls, const char *id)
{
	return TABLE_OBJECT(table_find(&calls->by_id, id), struct call, by_id);
}

size_t
calls_count(const struct calls *calls)
{
	return calls->count;
}

size_t
calls_active(const struct calls *calls)
{
	return calls->count - calls->ended_count;
}

struct call *
calls_walk(const struct calls *calls, size_t *at)
{
	while (*at < calls->slot_count) {
		struct call *call = calls->slots[(*at)++].call;
		if (call != NULL)
			return call;
	}
	return NULL;
}
