/*
 * What the command line says.
 */
#ifndef BENCH_OPTIONS_H
#define BENCH_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define PIDS_MAX 64

enum target { TARGET_DAEMON, TARGET_KAMAILIO };
enum flow { FLOW_REFER, FLOW_INVITE };
enum hangup { HANGUP_A, HANGUP_B, HANGUP_API };

struct options {
	enum target target;
	enum flow flow;
	enum hangup hangup;	/* who ends a call of the Invite flow */
	int http_port;
	int sip_port;
	const char *domain;
	const char *agent;
	const char *query;	/* added to the query of each POST */
	const char *transport;	/* for Kamailio's outbound proxy */
	const char *json;
	const char *label;
	double rate;		/* POSTs a second; 0: closed loop */
	double seconds;
	double warmup;
	double quiet;
	double rest;		/* calls stay up, and rest so long; 0: not */
	unsigned calls;		/* at most; 0: by time */
	unsigned first;		/* number of the first call */
	unsigned conns;
	double get_rate;
	unsigned get_conns;	/* that GET without pause */
	const char *get_path;
	unsigned ring_ms;
	unsigned talk_ms;
	bool random;
	uint64_t seed;
	double loss;
	int check;		/* statuses to GET at the end, -1: all */
	bool verbose;
	pid_t pids[PIDS_MAX];
	unsigned npids;
};

extern struct options opt;

/* Reads the command line; prints what is wrong and ends the process with 2
 * when it is not understood. */
void options_read(int argc, char **argv);

#endif
