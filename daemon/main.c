/*
 * callcontrollerd: the command line, the order in which things start, and the
 * same order backwards.
 */
#define _GNU_SOURCE		/* getopt_long */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "buf.h"
#include "config.h"
#include "control.h"
#include "err.h"
#include "load.h"
#include "log.h"
#include "loop.h"
#include "process.h"
#include "ua.h"
#include "users.h"
#include "web.h"

enum { SETS_MAX = 128 };

struct options {
	struct load_options load;
	const char *sets[SETS_MAX];
	const char *pid_file, *user;
	const char *log_level;
	bool daemonize, test;
};

struct app {
	struct options options;
	struct config config;
	struct users *users;
	struct loop *loop;
	struct ua *ua;
	struct control *control;
	struct web *web;
	bool have_config, stopping, drained, down;
};

/* --- the command line --- */

static const char usage[] =
"usage: callcontrollerd [-dthV] [-c FILE] [-l LEVEL] [-p PIDFILE]\n"
"                       [-u USER[:GROUP]] [-D NAME=VALUE]...\n"
"\n"
"  -c, --config FILE        read the configuration from FILE\n"
"  -d, --daemonize          go to the background\n"
"  -t, --test-config        check configuration, users and ports, then leave\n"
"  -l, --log-level LEVEL    err, warn, info or debug\n"
"  -p, --pid-file PIDFILE   write the process id to PIDFILE\n"
"  -u, --user USER[:GROUP]  become USER after the ports are open\n"
"  -D, --set NAME=VALUE     set a configuration element (may be repeated)\n"
"  -V, --version            print the version\n"
"  -h, --help               print this\n"
"\n"
"Without a configuration it runs stand-alone on loopback: phones register with\n"
"it as user1, user2 or user3, password 123.  See callcontrollerd(8).\n";

static const struct option long_options[] = {
	{ "config", required_argument, NULL, 'c' },
	{ "daemonize", no_argument, NULL, 'd' },
	{ "test-config", no_argument, NULL, 't' },
	{ "log-level", required_argument, NULL, 'l' },
	{ "pid-file", required_argument, NULL, 'p' },
	{ "user", required_argument, NULL, 'u' },
	{ "set", required_argument, NULL, 'D' },
	{ "version", no_argument, NULL, 'V' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 }
};

static void
usage_error(void)
{
	fputs(usage, stderr);
	exit(EX_USAGE);
}

static void
add_set(struct options *options, const char *set)
{
	if (options->load.set_count == SETS_MAX) {
		fprintf(stderr, "callcontrollerd: more than %d --set\n",
		    SETS_MAX);
		exit(EX_USAGE);
	}
	options->sets[options->load.set_count++] = set;
}

static void
one_option(struct options *options, int option, const char *value)
{
	switch (option) {
	case 'c':
		options->load.file = value;
		break;
	case 'd':
		options->daemonize = true;
		break;
	case 't':
		options->test = true;
		break;
	case 'l':
		options->log_level = value;
		break;
	case 'p':
		options->pid_file = value;
		break;
	case 'u':
		options->user = value;
		break;
	case 'D':
		add_set(options, value);
		break;
	case 'V':
		puts("callcontrollerd " VERSION);
		exit(EX_OK);
	case 'h':
		fputs(usage, stdout);
		exit(EX_OK);
	default:
		usage_error();
	}
}

static void
parse_options(struct options *options, int argc, char *argv[])
{
	static char level[64];
	int option;

	options->load.sets = options->sets;
	while ((option = getopt_long(argc, argv, "c:dtl:p:u:D:Vh",
	    long_options, NULL)) != -1)
		one_option(options, option, optarg);
	if (optind != argc) {
		fprintf(stderr, "callcontrollerd: '%s' is not an option\n",
		    argv[optind]);
		usage_error();
	}
	if (options->log_level != NULL) {
		snprintf(level, sizeof level, "log-level=%s",
		    options->log_level);
		add_set(options, level);
	}
}

/* --- checking --- */

static int
fail(const char *event, const struct err *err, int code)
{
	log_err(event, "text=%s", log_quote(err->text));
	return code;
}

/* -t: people read this, so it is plain. */
static int
test_config(const struct options *options)
{
	struct config config;
	struct err err, note;

	if (load_config(&config, &options->load, &err) == -1) {
		fprintf(stderr, "callcontrollerd: %s\n", err.text);
		return EX_CONFIG;
	}
	struct users *users = load_users(&config, load_realm(&config), &err);
	int code = EX_OK;
	if (users == NULL || load_check_ports(&config, &err, &note) == -1) {
		fprintf(stderr, "callcontrollerd: %s\n", err.text);
		code = EX_CONFIG;
	} else {
		if (note.text[0] != '\0')
			fprintf(stderr, "callcontrollerd: note: %s\n",
			    note.text);
		if (load_users_readable(&config))
			fprintf(stderr, "callcontrollerd: note: %s can be "
			    "read by everybody\n", config.users_file);
		printf("configuration is good: %zu users\n",
		    users_count(users));
	}
	users_free(users);
	config_release(&config);
	return code;
}

/* --- ending --- */

static void
on_sip_down(void *arg)
{
	struct app *app = arg;

	app->down = true;
	loop_stop(app->loop);
}

static void
on_drained(void *arg)
{
	struct app *app = arg;

	if (app->drained)	/* a second signal drains again */
		return;
	app->drained = true;
	web_close(app->web);
	log_info("drained", NULL);
	ua_shutdown(app->ua);
}

/* The first signal lets calls come to their end, the second one ends them. */
static void
on_terminate(void *arg)
{
	struct app *app = arg;
	uint64_t now = loop_now(app->loop);
	uint64_t patience = app->stopping ? 0 :
	    (uint64_t)app->config.drain_timeout * 1000;

	log_info("stopping", "drain-ms=%llu", (unsigned long long)patience);
	app->stopping = true;
	if (!app->down)
		control_drain(app->control, now + patience, on_drained, app);
}

/* --- reload --- */

static void
use_config(struct app *app, struct config *config, struct users *users)
{
	control_reload(app->control, config, users);
	users_free(app->users);
	config_release(&app->config);
	app->config = *config;
	app->users = users;
	control_reload(app->control, &app->config, users);
	log_set_level((enum log_level)app->config.log_level);
}

/* What can still fail, each undone if the next one does. */
static int
switch_over(struct app *app, const struct config *config, struct err *err)
{
	if (log_open(config->log_directory, err) == -1)
		return -1;
	if (web_reload(app->web, config, err) == 0)
		return 0;
	log_open(app->config.log_directory, NULL);
	return -1;
}

static void
warn_users_file(const struct config *config)
{
	if (load_users_readable(config))
		log_warn("users-file-readable", "file=%s",
		    log_quote(config->users_file));
}

static int
reload(struct app *app, struct buf *fixed, struct err *err)
{
	struct config config;

	if (load_config_again(&config, &app->config, &app->options.load,
	    fixed, err) == -1)
		return -1;
	struct users *users = load_users(&config, load_realm(&config), err);
	if (users == NULL || switch_over(app, &config, err) == -1) {
		users_free(users);
		config_release(&config);
		return -1;
	}
	use_config(app, &config, users);
	return 0;
}

/* All or nothing: what is wrong is said, and the old settings stay. */
static void
on_reload(void *arg)
{
	struct app *app = arg;
	struct buf fixed = BUF_INIT;
	struct err err;

	if (reload(app, &fixed, &err) == -1) {
		log_err("reload-failed", "text=%s", log_quote(err.text));
	} else {
		if (fixed.len != 0)
			log_warn("needs-restart", "element=%s",
			    buf_text(&fixed));
		warn_users_file(&app->config);
		log_info("reloaded", "users=%zu", users_count(app->users));
	}
	buf_release(&fixed);
}

/* --- starting --- */

/* In stand-alone mode the domain is our own address, as phones see it. */
static void
write_domain(const struct app *app, struct buf *out)
{
	const struct config *config = &app->config;
	bool v6 = strchr(config->ip_address, ':') != NULL;

	if (*config->domain != '\0') {
		buf_puts(out, config->domain);
		return;
	}
	buf_printf(out, "%s%s%s", v6 ? "[" : "", config->ip_address,
	    v6 ? "]" : "");
	if (ua_port(app->ua) != 5060)
		buf_printf(out, ":%u", ua_port(app->ua));
}

static int
start_services(struct app *app, struct err *err)
{
	const struct config *config = &app->config;
	const struct ua_options ua_options = {
		.ip = config->ip_address,
		.port = (unsigned)config->sip_port,
		.registrar = *config->domain == '\0',
	};
	struct buf domain = BUF_INIT;

	app->control = control_new(app->loop, config, app->users, err);
	if (app->control == NULL)
		return -1;
	const struct ua_handler handler = {
		.leg = control_leg, .credentials = control_credentials,
		.request = control_request,
		.arg = app->control,
		.down = on_sip_down, .down_arg = app,
	};
	app->ua = ua_new(app->loop, &ua_options, &handler, err);
	if (app->ua == NULL)
		return -1;
	write_domain(app, &domain);
	int done = control_start(app->control, app->ua, buf_text(&domain),
	    load_realm(config), err);
	buf_release(&domain);
	if (done == -1)
		return -1;
	app->web = web_new(app->loop, app->control, config, err);
	if (app->web == NULL)
		return -1;
	control_on_change(app->control, web_changed, app->web);
	loop_on_wake(app->loop, control_wake, app->control);
	loop_on_signal(app->loop, SIGTERM, on_terminate, app);
	loop_on_signal(app->loop, SIGINT, on_terminate, app);
	loop_on_signal(app->loop, SIGHUP, on_reload, app);
	return 0;
}

static void
say_ready(const struct app *app)
{
	struct buf http = BUF_INIT;
	const char *ip = app->config.ip_address;
	bool v6 = strchr(ip, ':') != NULL;

	web_addresses(app->web, &http);
	log_info("ready", "http=%s sip=%s%s%s:%u domain=%s users=%zu "
	    "mode=%s version=%s", buf_text(&http), v6 ? "[" : "", ip,
	    v6 ? "]" : "", ua_port(app->ua), control_domain(app->control),
	    users_count(app->users), *app->config.domain != '\0' ? "proxy" :
	    "stand-alone", VERSION);
	buf_release(&http);
}

/* Beforehand: Sofia says neither which port nor why, and leaks. */
static int
check_ports(const struct app *app, struct err *err)
{
	struct err taken;

	if (load_check_ports(&app->config, err, &taken) == -1)
		return -1;
	if (taken.text[0] == '\0')
		return 0;
	*err = taken;
	return -1;
}

static int
start(struct app *app)
{
	const struct options *options = &app->options;
	struct err err = { .code = 0 };

	if (load_config(&app->config, &options->load, &err) == -1)
		return fail("configuration", &err, EX_CONFIG);
	app->have_config = true;
	log_set_level((enum log_level)app->config.log_level);
	app->users = load_users(&app->config, load_realm(&app->config), &err);
	if (app->users == NULL)
		return fail("users", &err, EX_CONFIG);
	if (options->daemonize && process_daemonize(&err) == -1)
		return fail("daemonize", &err, EX_OSERR);
	if (options->pid_file != NULL &&
	    process_pid_file(options->pid_file, &err) == -1)
		return fail("pid-file", &err, EX_CANTCREAT);
	if (check_ports(app, &err) == -1)
		return fail("start", &err, EX_OSERR);
	app->loop = loop_new(&err);
	if (app->loop == NULL || start_services(app, &err) == -1)
		return fail("start", &err, EX_OSERR);
	if (options->user != NULL && process_drop(options->user, &err) == -1)
		return fail("privileges", &err, EX_NOPERM);
	/* only now, so that who reopens it later may do so */
	if (log_open(app->config.log_directory, &err) == -1)
		return fail("log", &err, EX_CANTCREAT);
	warn_users_file(&app->config);
	say_ready(app);
	process_ready();
	return EX_OK;
}

/*
 * A signal that comes late must not kill.  To ignore them would not last:
 * libevent puts back what was there before it.
 */
static void
hold_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

static void
stop(struct app *app)
{
	struct control_counters counters;

	hold_signals();
	if (app->control != NULL) {
		control_counters(app->control, &counters);
		log_info("stopped", "placed=%lu ended=%lu repeated=%lu "
		    "refused=%lu dropped=%lu longest-turn-ms=%llu",
		    counters.placed, counters.ended, counters.repeated,
		    counters.refused, log_dropped(), (unsigned long long)(app->loop != NULL ?
		    loop_longest_ms(app->loop) : 0));
	}
	web_free(app->web);
	ua_free(app->ua);
	control_free(app->control);
	loop_free(app->loop);
	users_free(app->users);
	if (app->have_config)
		config_release(&app->config);
	process_pid_file_remove();
	log_end();
}

int
main(int argc, char *argv[])
{
	static struct app app;

	process_harden();
	parse_options(&app.options, argc, argv);
	if (app.options.test)
		return test_config(&app.options);
	log_start(LOG_LEVEL_INFO);
	int code = start(&app);
	if (code == EX_OK && loop_run(app.loop) == -1)
		code = EX_OSERR;
	stop(&app);
	return code;
}
