#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct options opt = {
	.http_port = 6667, .sip_port = 0, .domain = "bench.test",
	.agent = "bench", .query = "", .transport = "udp", .rate = 200,
	.seconds = 10, .quiet = 5, .conns = 64, .label = "",
	.hangup = HANGUP_B,
};

static const char usage[] =
"usage: callgen [OPTION]...\n"
"Places calls over HTTP at 127.0.0.1 and is the phones as well.\n"
"  --http PORT       port of the server's HTTP (6667)\n"
"  --sip PORT        port of the phones, UDP and TCP (0: any; printed)\n"
"  --target NAME     daemon (default), or kamailio (JSON-RPC)\n"
"  --transport NAME  udp or tcp, for Kamailio's way to the phones\n"
"  --domain NAME --agent USER --query TEXT (added to each POST's query)\n"
"  --rate N          calls a second (200); 0: closed loop\n"
"  --seconds S --warmup S   measured time, and the time before (10, 0)\n"
"  --calls N         stop after N calls instead\n"
"  --conns N         keep-alive connections (64)\n"
"  --first N         number of the first call\n"
"  --flow NAME       refer (default), or invite\n"
"  --hangup WHO      b, a or api: who ends a call of the Invite flow (b)\n"
"  --ring MS --talk MS   pause before the 200; before the final NOTIFY, or\n"
"                    before the hangup\n"
"  --rest S          with --calls, --flow invite: half of the calls stay up,\n"
"                    S seconds of rest, the other half, S seconds; tells\n"
"                    the memory of a call\n"
"  --quiet S         how long to wait for the rest at the end (5)\n"
"  --get-rate N      GETs a second; --get-conns N: that GET without pause\n"
"  --get-path PATH   of which resource\n"
"  --random SEED     phones misbehave at random; waits the whole --quiet\n"
"  --loss P          datagrams lost, and doubled, with probability P\n"
"  --check N         GET the status of N calls at the end (random: all)\n"
"  --pid PID[,PID]   processes whose CPU time and memory are told\n"
"  --label TEXT --json FILE --verbose\n"
"Exit status: 0; 1 something was wrong at a phone (left up, not ACKed, ended\n"
"twice, connected with the wrong one, not answered); 2 it could not run; 3 a\n"
"call's status did not tell its end.\n";

enum name {
	O_HTTP = 1, O_SIP, O_TARGET, O_TRANSPORT, O_DOMAIN, O_AGENT, O_QUERY,
	O_RATE, O_SECONDS, O_WARMUP, O_CALLS, O_CONNS, O_FIRST, O_RING,
	O_TALK, O_QUIET, O_GET_RATE, O_GET_CONNS, O_GET_PATH, O_RANDOM,
	O_LOSS, O_CHECK, O_PID, O_LABEL, O_JSON, O_FLOW, O_HANGUP, O_REST,
	O_VERBOSE, O_HELP
};

static const struct option names[] = {
	{"http", 1, 0, O_HTTP}, {"sip", 1, 0, O_SIP},
	{"target", 1, 0, O_TARGET}, {"transport", 1, 0, O_TRANSPORT},
	{"domain", 1, 0, O_DOMAIN}, {"agent", 1, 0, O_AGENT},
	{"query", 1, 0, O_QUERY}, {"rate", 1, 0, O_RATE},
	{"seconds", 1, 0, O_SECONDS}, {"warmup", 1, 0, O_WARMUP},
	{"calls", 1, 0, O_CALLS}, {"conns", 1, 0, O_CONNS},
	{"first", 1, 0, O_FIRST}, {"ring", 1, 0, O_RING},
	{"talk", 1, 0, O_TALK}, {"quiet", 1, 0, O_QUIET},
	{"get-rate", 1, 0, O_GET_RATE}, {"get-conns", 1, 0, O_GET_CONNS},
	{"get-path", 1, 0, O_GET_PATH}, {"random", 1, 0, O_RANDOM},
	{"loss", 1, 0, O_LOSS}, {"check", 1, 0, O_CHECK},
	{"pid", 1, 0, O_PID}, {"label", 1, 0, O_LABEL},
	{"json", 1, 0, O_JSON}, {"flow", 1, 0, O_FLOW},
	{"hangup", 1, 0, O_HANGUP}, {"rest", 1, 0, O_REST},
	{"verbose", 0, 0, O_VERBOSE},
	{"help", 0, 0, O_HELP}, {0, 0, 0, 0}
};

static double number(int name, const char *text, double most)
{
	char *end;
	double v = strtod(text, &end);

	if (*end || end == text || !(v >= 0 && v <= most)) {
		fprintf(stderr, "callgen: --%s %s: not a number from 0 to "
			"%g\n", names[name - 1].name, text, most);
		exit(2);
	}
	return v;
}

/* Which of the names TEXT is. */
static int one_of(int name, const char *text, const char *a, const char *b,
		  const char *c)
{
	if (!strcmp(text, a))
		return 0;
	if (!strcmp(text, b))
		return 1;
	if (c && !strcmp(text, c))
		return 2;
	fprintf(stderr, "callgen: --%s %s: not known\n",
		names[name - 1].name, text);
	exit(2);
}

static void set_pids(const char *text)
{
	char *end;

	for (; *text && opt.npids < PIDS_MAX; text = end) {
		long pid = strtol(text, &end, 10);
		if (end == text || pid <= 0)
			break;
		opt.pids[opt.npids++] = (pid_t)pid;
		if (*end == ',')
			end++;
	}
}

static void set_text(int name, const char *v)
{
	switch (name) {
	case O_TARGET:
		opt.target = one_of(name, v, "daemon", "kamailio", NULL) ?
			TARGET_KAMAILIO : TARGET_DAEMON;
		break;
	case O_FLOW:
		opt.flow = one_of(name, v, "refer", "invite", NULL) ?
			FLOW_INVITE : FLOW_REFER;
		break;
	case O_HANGUP:
		opt.hangup = (enum hangup)one_of(name, v, "a", "b", "api");
		break;
	case O_TRANSPORT:
		opt.transport = v;
		break;
	case O_DOMAIN:
		opt.domain = v;
		break;
	case O_AGENT:
		opt.agent = v;
		break;
	case O_QUERY:
		opt.query = v;
		break;
	case O_GET_PATH:
		opt.get_path = v;
		break;
	case O_LABEL:
		opt.label = v;
		break;
	case O_JSON:
		opt.json = v;
		break;
	case O_PID:
		set_pids(v);
		break;
	}
}

/* Returns false when NAME is no number. */
static bool set_number(int name, const char *v)
{
	static const struct {
		int name;
		unsigned *at;
		double most;
	} table[] = {
		{O_CALLS, &opt.calls, 1e7}, {O_CONNS, &opt.conns, 4000},
		{O_FIRST, &opt.first, 1e9}, {O_RING, &opt.ring_ms, 1e6},
		{O_TALK, &opt.talk_ms, 1e6},
		{O_GET_CONNS, &opt.get_conns, 4000},
	};
	static const struct {
		int name;
		double *at;
		double most;
	} reals[] = {
		{O_RATE, &opt.rate, 1e5}, {O_SECONDS, &opt.seconds, 3600},
		{O_WARMUP, &opt.warmup, 3600}, {O_QUIET, &opt.quiet, 3600},
		{O_GET_RATE, &opt.get_rate, 1e6}, {O_LOSS, &opt.loss, 0.9},
		{O_REST, &opt.rest, 3600},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (table[i].name == name) {
			*table[i].at = (unsigned)number(name, v,
							table[i].most);
			return true;
		}
	}
	for (size_t i = 0; i < sizeof(reals) / sizeof(reals[0]); i++) {
		if (reals[i].name == name) {
			*reals[i].at = number(name, v, reals[i].most);
			return true;
		}
	}
	return false;
}

static void set_rest(int name, const char *v)
{
	switch (name) {
	case O_HTTP:
		opt.http_port = (int)number(name, v, 65535);
		break;
	case O_SIP:
		opt.sip_port = (int)number(name, v, 65535);
		break;
	case O_RANDOM:
		opt.random = true;
		opt.seed = (uint64_t)number(name, v, 1e15);
		break;
	case O_CHECK:
		opt.check = (int)number(name, v, 1e7);
		break;
	case O_VERBOSE:
		opt.verbose = true;
		break;
	case O_HELP:
		fputs(usage, stdout);
		exit(0);
	default:
		set_text(name, v);
	}
}

void options_read(int argc, char **argv)
{
	int name;

	opt.check = -1;
	while ((name = getopt_long(argc, argv, "", names, NULL)) != -1) {
		if (name == '?') {
			fputs(usage, stderr);
			exit(2);
		}
		if (!set_number(name, optarg))
			set_rest(name, optarg);
	}
	if (optind < argc) {
		fprintf(stderr, "callgen: %s: not understood\n",
			argv[optind]);
		exit(2);
	}
	if (opt.rest > 0 && (!opt.calls || opt.flow != FLOW_INVITE)) {
		fprintf(stderr, "callgen: --rest needs --calls and --flow "
			"invite\n");
		exit(2);
	}
	if (opt.check < 0 && !opt.random)
		opt.check = 0;
}
