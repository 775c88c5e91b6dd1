/*
 * Plays scripts against the real conductor and API, with a clock and a SIP side
 * that are faked at link time.
 *
 *	replay [-v] [-m] FILE...
 *	replay [-v] -r SEED [-n ROUNDS]
 *
 * -v shows each line as it is played, with the log; -m plays each script again
 * and again, where from each line's n-th allocation on all fail, and looks only
 * at what must hold at the end.  -r plays without a script (chaos.c).
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "control.h"
#include "digest.h"
#include "err.h"
#include "fake.h"
#include "loop.h"
#include "mem.h"
#include "script.h"
#include "ua.h"
#include "users.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
int __lsan_do_recoverable_leak_check(void);
#define LEAKS() __lsan_do_recoverable_leak_check()
#else
#define LEAKS() 0
#endif

enum { DAY_S = 86400, MEMORY_MAX = 25 };

static struct script *playing;
static bool shown;

/* --- failures --- */

static void __attribute__((format(printf, 2, 0)))
complain(struct script *script, const char *format, va_list args)
{
	script->failures++;
	fflush(stdout);
	fprintf(stderr, "%s:%d: ", script->file, script->line);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
}

void
script_fail(struct script *script, const char *format, ...)
{
	va_list args;

	if (script->lenient)
		return;
	va_start(args, format);
	complain(script, format, args);
	va_end(args);
}

void
fake_fault(const char *format, ...)
{
	va_list args;

	/* a script that lost its way asks for things that cannot be */
	if (playing->lenient && strncmp(format, "leg", 3) != 0)
		return;
	va_start(args, format);
	complain(playing, format, args);
	va_end(args);
}

/* --- set-up --- */

bool
script_word(const char **at, char out[SCRIPT_WORD])
{
	const char *p = *at + strspn(*at, " \t");
	size_t n = 0;
	bool quoted = false;

	if (*p == '\0') {
		*at = p;
		return false;
	}
	for (; *p != '\0' && (quoted || *p != ' '); p++)
		if (*p == '"')
			quoted = !quoted;
		else if (n < SCRIPT_WORD - 1)
			out[n++] = *p;
	out[n] = '\0';
	*at = p + strspn(p, " \t");
	return true;
}

/* "domain=..." of a USER line: the value, or NULL. */
static const char *
value_of(const char *word, const char *name)
{
	size_t n = strlen(name);

	return strncmp(word, name, n) == 0 && word[n] == '=' ?
	    word + n + 1 : NULL;
}

/* "user1 identity=user1@example.com display="User One" password=123" */
static void
add_user(struct script *script, struct users *users, const char *line,
    const char *realm)
{
	char name[SCRIPT_WORD] = "", word[SCRIPT_WORD];
	char identity[SCRIPT_WORD] = "", display[SCRIPT_WORD] = "";
	char alias[SCRIPT_WORD] = "", ha1[DIGEST_HEX_SIZE] = SCRIPT_HA1;
	struct err err = { .code = 0 };
	const char *value;

	script_word(&line, name);
	while (script_word(&line, word)) {
		if ((value = value_of(word, "identity")) != NULL)
			snprintf(identity, sizeof identity, "%s", value);
		else if ((value = value_of(word, "display")) != NULL)
			snprintf(display, sizeof display, "%s", value);
		else if ((value = value_of(word, "alias")) != NULL)
			snprintf(alias, sizeof alias, "%s", value);
		else if ((value = value_of(word, "password")) != NULL)
			digest_ha1(ha1, name, realm, value);
		else if (strcmp(word, "no-password") == 0)
			ha1[0] = '\0';
		else
			script_fail(script, "USER: what is %s?", word);
	}
	struct user *user = users_add(users, name, identity, display, "", "",
	    ha1, &err);
	if (user == NULL || (alias[0] != '\0' &&
	    users_add_alias(users, user, alias, &err) == -1))
		script_fail(script, "USER: %s", err.text);
}

static struct config *
make_config(struct script *script)
{
	static const char *const always[] = {
		"ip-address 127.0.0.1", "sipx-proxy-domain example.com",
	};
	struct config *config = calloc(1, sizeof *config);
	struct err err = { .code = 0 };
	int fixed = (int)(sizeof always / sizeof always[0]);

	if (config == NULL || config_init(config) == -1)
		exit(2);
	for (int i = -fixed; i < script->config_count; i++) {
		const char *line = i < 0 ? always[i + fixed] :
		    script->config[i];
		char name[SCRIPT_WORD] = "";
		script_word(&line, name);
		if (strcmp(line, "\"\"") == 0)
			line = "";
		if (config_set(config, name, line, strlen(line), false,
		    &err) == -1)
			script_fail(script, "CONFIG: %s", err.text);
	}
	return config;
}

static struct users *
make_users(struct script *script, const char *realm)
{
	static const char *const usual[] = {
		"user1 identity=user1@example.com display=\"User One\" "
		"alias=201",
		"user2 identity=user2@example.com",
		"user3 identity=user3@example.com display=\"The Agent\" "
		"alias=300",
		"silent identity=silent@example.com no-password",
	};
	static const struct hash_key seed = { 3, 4 };
	struct users *users = users_new(&seed);

	if (users == NULL)
		exit(2);
	for (int i = 0; i < script->user_count; i++)
		add_user(script, users, script->users_lines[i], realm);
	for (size_t i = 0; script->user_count == 0 && i < 4; i++)
		add_user(script, users, usual[i], realm);
	return users;
}

static void
note_change(void *arg, const char *key)
{
	struct script *script = arg;
	size_t n = strlen(script->changed);

	if (strstr(script->changed, key) == NULL)
		snprintf(script->changed + n, sizeof script->changed - n,
		    " %s", key);
}

static const char stand_alone_domain[] = "127.0.0.1:6050";

/* As main() does it. */
void
script_start(struct script *script)
{
	const struct ua_options options = { .ip = "127.0.0.1" };
	struct err err = { .code = 0 };

	if (script->control != NULL)
		return;
	script->settings = make_config(script);
	const char *domain = script->settings->domain;
	if (*domain == '\0')
		domain = stand_alone_domain;
	snprintf(script->realm, sizeof script->realm, "%s",
	    *script->settings->realm != '\0' ? script->settings->realm :
	    *script->settings->domain != '\0' ? script->settings->domain :
	    script->settings->ip_address);
	script->users = make_users(script, script->realm);
	script->loop = loop_new(&err);
	script->control = control_new(script->loop, script->settings,
	    script->users, &err);
	const struct ua_handler handler = {
		.leg = control_leg, .credentials = control_credentials,
		.request = control_request,
		.arg = script->control,
	};
	script->ua = ua_new(script->loop, &options, &handler, &err);
	if (script->control == NULL || script->ua == NULL ||
	    control_start(script->control, script->ua, domain, script->realm,
	    &err) == -1) {
		fprintf(stderr, "replay: cannot start: %s\n", err.text);
		exit(2);
	}
	loop_on_wake(script->loop, control_wake, script->control);
	fake_loop_on_flush(script->loop, fake_ua_flush, script->ua);
	control_on_change(script->control, note_change, script);
}

static void
free_config(struct config *config)
{
	if (config != NULL)
		config_release(config);
	free(config);
}

static void
reload(struct script *script)
{
	struct config *old = script->settings;
	struct users *old_users = script->users;

	script_start(script);
	script->settings = make_config(script);
	script->users = make_users(script, script->realm);
	control_reload(script->control, script->settings, script->users);
	free_config(old);
	users_free(old_users);
}

/* --- lines that are about the service --- */

static void
remember(struct script *script, char **list, int *count, const char *line)
{
	if (*count == SCRIPT_SETTINGS)
		script_fail(script, "too many of these lines");
	else
		list[(*count)++] = strdup(line);
}

static void
forget(char **list, int *count)
{
	while (*count > 0)
		free(list[--*count]);
}

/* "31s", "500ms", "2m", "1h", with a sign */
static int64_t
duration(struct script *script, const char *text)
{
	char *unit;
	int64_t n = strtoll(text, &unit, 10);

	if (strcmp(unit, "ms") == 0)
		return n;
	if (strcmp(unit, "s") == 0)
		return n * 1000;
	if (strcmp(unit, "m") == 0)
		return n * 60000;
	if (strcmp(unit, "h") == 0)
		return n * 3600000;
	script_fail(script, "how long is '%s'?", text);
	return 0;
}

static void
on_drained(void *arg)
{
	struct script *script = arg;

	script->drained = true;
}

static void
drain(struct script *script, const char *rest)
{
	uint64_t at = 0;

	script_start(script);
	if (strcmp(rest, "now") != 0)
		at = loop_now(script->loop) +
		    (uint64_t)duration(script, rest);
	control_drain(script->control, at, on_drained, script);
}

static void
fail_next(struct script *script, const char *rest)
{
	script_start(script);
	if (strcmp(rest, "INVITE") == 0)
		fake_ua_fail_invite(script->ua);
	else
		fake_ua_fail_send(script->ua,
		    (unsigned)strtoul(rest + strcspn(rest, " "), NULL, 10));
}

/* "COUNT active 1 records 2" */
static void
count(struct script *script, const char *rest)
{
	struct control_counters counters;
	char name[SCRIPT_WORD], number[SCRIPT_WORD];

	control_counters(script->control, &counters);
	while (script_word(&rest, name) && script_word(&rest, number)) {
		unsigned long want = strtoul(number, NULL, 10);
		unsigned long got =
		    strcmp(name, "active") == 0 ? counters.active :
		    strcmp(name, "records") == 0 ? counters.records :
		    strcmp(name, "placed") == 0 ? counters.placed :
		    strcmp(name, "ended") == 0 ? counters.ended :
		    strcmp(name, "repeated") == 0 ? counters.repeated :
		    counters.refused;
		if (got != want)
			script_fail(script, "%s: %lu", name, got);
	}
}

/* The verbs that set something up; false: it is none of them. */
static bool
play_setup(struct script *script, const char *verb, const char *rest)
{
	if (strcmp(verb, "CONFIG") == 0)
		remember(script, script->config, &script->config_count, rest);
	else if (strcmp(verb, "USER") == 0)
		remember(script, script->users_lines, &script->user_count,
		    rest);
	else if (strcmp(verb, "FORGET") == 0)
		forget(script->users_lines, &script->user_count);
	else if (strcmp(verb, "RELOAD") == 0)
		reload(script);
	else if (strcmp(verb, "DRAIN") == 0)
		drain(script, rest);
	else if (strcmp(verb, "FAIL") == 0)
		fail_next(script, rest);
	else
		return false;
	return true;
}

static bool
play_world(struct script *script, const char *verb, const char *rest)
{
	script_start(script);
	if (strcmp(verb, "ELAPSE") == 0)
		fake_loop_elapse(script->loop,
		    (uint64_t)duration(script, rest));
	else if (strcmp(verb, "CLOCK") == 0)
		fake_loop_set_wall(script->loop, duration(script, rest));
	else if (strcmp(verb, "PENDING") == 0)
		fake_ua_set_pending(script->ua,
		    (int)strtol(rest, NULL, 10));
	else if (strcmp(verb, "COUNT") == 0)
		count(script, rest);
	else if (strcmp(verb, "DRAINED") == 0) {
		if (script->drained != (strcmp(rest, "not yet") != 0))
			script_fail(script, "drained: %d", script->drained);
	} else if (strcmp(verb, "WOKEN") == 0)
		client_woken(script, strcmp(rest, "not yet") != 0);
	else
		return false;
	return true;
}

static bool
play_client(struct script *script, const char *verb, const char *rest)
{
	static const char *const methods[] = { "POST", "GET", "HEAD", "PUT",
		"DELETE", "PATCH", "OPTIONS", "post" };

	for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
		if (strcmp(verb, methods[i]) == 0) {
			client_request(script, verb, rest);
			return true;
		}
	if (strcmp(verb, "WITH") == 0)
		client_with(script, rest);
	else if (strcmp(verb, "AGAIN") == 0)
		client_again(script, rest);
	else if (strcmp(verb, "HOLD") == 0 || strcmp(verb, "RESUME") == 0)
		client_order(script, verb, rest);
	else if (strcmp(verb, "REQUEST") == 0)
		register_request(script, rest);
	else
		return false;
	return true;
}

/* --- lines --- */

/* An indented line looks closer at what the line before was about. */
static void
play_check(struct script *script, const char *line)
{
	char what[SCRIPT_WORD] = "";

	line += strspn(line, " \t");
	size_t n = strcspn(line, " ");
	snprintf(what, sizeof what, "%.*s", (int)n, line);
	const char *rest = line + n + strspn(line + n, " ");
	if (script->action_open && phone_check(script, what, rest))
		return;
	if (register_check(script, what, rest))
		return;
	if (!script->have_reply || !client_check(script, what, rest))
		script_fail(script, "what is '%s'?", what);
}

static void
take_action(struct script *script)
{
	if (script->action_open)
		fake_ua_take(script->ua);
	script->action_open = false;
}

/* Before anything new happens, everything asked must have been expected. */
static void
expect_silence(struct script *script)
{
	const struct fake_action *action;

	while (script->ua != NULL &&
	    (action = fake_ua_first(script->ua)) != NULL) {
		script_fail(script, "not expected before this line: %c> %s",
		    'a' + action->leg, fake_action_name(action->type));
		script->leg = action->leg;
		fake_ua_take(script->ua);
	}
}

/* ">", "b>", "<", "b<"; the leg, -1 for the one spoken of last, -2: neither. */
static int
direction(const char *verb, char *arrow)
{
	int leg = -1;

	if (verb[0] >= 'a' && verb[0] <= 'z' && verb[1] != '\0')
		leg = *verb++ - 'a';
	*arrow = *verb;
	return (*verb == '<' || *verb == '>') && verb[1] == '\0' ? leg : -2;
}

static void play_line(struct script *script, const char *line);

/* "REPEAT 250 < NOTIFY 100" */
static void
repeat(struct script *script, const char *rest)
{
	char number[SCRIPT_WORD] = "";

	script_word(&rest, number);
	for (long n = strtol(number, NULL, 10); n > 0; n--)
		play_line(script, rest);
}

static void
play_line(struct script *script, const char *line)
{
	char verb[SCRIPT_WORD], arrow;

	if (shown)
		printf("%4d  %s\n", script->line, line);
	if (*line == ' ' || *line == '\t') {
		play_check(script, line);
		return;
	}
	take_action(script);
	script_word(&line, verb);
	if (strcmp(verb, "REPEAT") == 0) {
		repeat(script, line);
		return;
	}
	int leg = direction(verb, &arrow);
	if (leg > -2 && arrow == '>') {
		script_start(script);
		phone_expect(script, leg, line);
		return;
	}
	expect_silence(script);
	if (leg > -2) {
		script_start(script);
		phone_tell(script, leg, line);
	} else if (!play_setup(script, verb, line) &&
	    !play_client(script, verb, line) &&
	    !play_world(script, verb, line)) {
		script_fail(script, "what is %s?", verb);
	}
}

/* --- whole scripts --- */

/*
 * After the last line the phones say nothing more.  Everything must come to
 * its end by itself: legs, calls, and records.
 */
static void
run_out(struct script *script)
{
	struct control_counters counters;

	take_action(script);
	expect_silence(script);
	if (script->control == NULL)
		return;
	mem_fail_after(-1);
	for (int i = 0; i < FAKE_SPIN_MAX; i++) {
		while (fake_ua_first(script->ua) != NULL)
			fake_ua_take(script->ua);
		if (!fake_loop_skip(script->loop) &&
		    !fake_ua_expire(script->ua))
			break;
	}
	fake_ua_check_end(script->ua);
	fake_loop_elapse(script->loop, (uint64_t)DAY_S * 1000);
	control_counters(script->control, &counters);
	if (counters.active != 0 || counters.records != 0)
		fake_fault("legs and records: %zu calls are left, %zu records",
		    counters.active, counters.records);
	if (counters.placed != counters.ended)
		fake_fault("legs: %lu calls placed, %lu ended",
		    counters.placed, counters.ended);
}

static void
tidy_up(struct script *script)
{
	control_free(script->control);
	ua_free(script->ua);
	loop_free(script->loop);
	free_config(script->settings);
	users_free(script->users);
	forget(script->config, &script->config_count);
	forget(script->users_lines, &script->user_count);
	registrar_answer_release(&script->answer);
	client_release(script);
	free(script);
}

struct script *
script_open(const char *file, bool lenient)
{
	struct script *script = calloc(1, sizeof *script);

	if (script == NULL)
		exit(2);
	playing = script;
	script->file = file;
	script->lenient = lenient;
	api_reply_init(&script->reply);
	registrar_answer_init(&script->answer);
	return script;
}

unsigned
script_close(struct script *script)
{
	run_out(script);
	unsigned failures = script->failures;
	tidy_up(script);
	return failures;
}

/* Play the text of a script once; returns the number of failures. */
static unsigned
play(const char *file, const char *text, long memory)
{
	struct script *script = script_open(file, memory >= 0);
	char line[4096];

	while (*text != '\0') {
		size_t n = strcspn(text, "\n");
		snprintf(line, sizeof line, "%.*s", (int)n, text);
		text += n + (text[n] == '\n');
		script->line++;
		if (line[0] == '#' || line[strspn(line, " \t")] == '\0')
			continue;
		/* neither the start nor main()'s reading is tried here */
		bool tried = script->control != NULL &&
		    strcmp(line, "RELOAD") != 0;
		mem_fail_after(tried ? memory : -1);
		play_line(script, line);
		mem_fail_after(-1);
	}
	return script_close(script);
}

static char *
read_file(const char *name)
{
	FILE *file = fopen(name, "rb");
	char *text = NULL;
	size_t n = 0;

	if (file != NULL && (text = calloc(1, 65536)) != NULL)
		n = fread(text, 1, 65535, file);
	if (file != NULL)
		fclose(file);
	if (n == 0) {
		fprintf(stderr, "%s: cannot be read\n", name);
		free(text);
		return NULL;
	}
	return text;
}

/* Once, or in all ways that memory can fail; returns the failures. */
static unsigned
play_file(const char *file, bool memory)
{
	char *text = read_file(file);
	unsigned failures = 0;

	if (text == NULL)
		return 1;
	for (long n = 0; memory && n < MEMORY_MAX; n++)
		failures += play(file, text, n);
	failures += play(file, text, -1);
	free(text);
	if (LEAKS() != 0) {
		fprintf(stderr, "%s: memory leaked\n", file);
		failures++;
	}
	return failures;
}

static int
usage(void)
{
	fprintf(stderr, "usage: replay [-v] [-m] FILE...\n"
	    "       replay [-v] -r SEED [-n ROUNDS]\n");
	return 64;
}

int
main(int argc, char **argv)
{
	unsigned long passed = 0, failed = 0, rounds = 0;
	uint64_t seed = 0;
	bool memory = false;
	int option;

	while ((option = getopt(argc, argv, "vmr:n:")) != -1)
		switch (option) {
		case 'v':
			shown = fake_log_shown = true;
			break;
		case 'm':
			memory = true;
			break;
		case 'r':
			seed = strtoull(optarg, NULL, 10);
			rounds = rounds != 0 ? rounds : 1;
			break;
		case 'n':
			rounds = strtoul(optarg, NULL, 10);
			break;
		default:
			return usage();
		}
	if (rounds != 0) {
		failed = chaos_play(seed, rounds, shown);
		passed = rounds - failed;
		failed += LEAKS() != 0;
	}
	for (int i = optind; i < argc; i++) {
		unsigned failures = play_file(argv[i], memory);
		passed += failures == 0;
		failed += failures != 0;
	}
	printf("%lu passed, %lu failed\n", passed, failed);
	return failed != 0;
}
