/*
 * A script that is being played: a conversation of a client, the daemon's
 * conductor and the phones, line by line.  See README for the language.
 */
#ifndef SCRIPT_H
#define SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api.h"
#include "buf.h"
#include "config.h"
#include "registrar.h"

/* The SIP password's hash of users that a script does not give another. */
#define SCRIPT_HA1 "5ec2e75ec2e75ec2e75ec2e75ec2e75e"

enum { SCRIPT_SETTINGS = 64, SCRIPT_SEEN = 32, SCRIPT_WORD = 1024 };

/* What a GET showed last, by call: it may only grow. */
struct script_seen {
	char call_id[40];
	char *body;		/* owned */
};

struct script {
	const char *file;
	int line;
	unsigned failures;
	bool lenient;		/* only what must hold at the end counts */

	/* set-up, as it was written; owned */
	char *config[SCRIPT_SETTINGS], *users_lines[SCRIPT_SETTINGS];
	int config_count, user_count;

	struct loop *loop;
	struct ua *ua;
	struct control *control;	/* NULL: not started yet */
	struct config *settings;
	struct users *users;
	char realm[256];

	int leg;			/* the one that was spoken of last */
	bool action_open;		/* ua's first action may be looked at */
	bool drained;

	struct api_request request;	/* headers for the next one */
	char accept[128], if_none_match[128], peer[64];
	char last_etag[64];
	struct api_reply reply;
	bool have_reply;
	char asked[SCRIPT_WORD];	/* method and target of the last */
	char call_id[40];		/* told by a reply last */
	char changed[SCRIPT_WORD];	/* keys that changed since the last */
	struct script_seen seen[SCRIPT_SEEN];

	struct registrar_answer answer;
	char nonce[160];
	uint32_t cseq;
};

/* A failed expectation; with a place. */
void script_fail(struct script *script, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * The next word of a line into out: up to a blank, or what is between double
 * quotes.  Moves *at on.  false: the line is at its end.
 */
bool script_word(const char **at, char out[SCRIPT_WORD]);

/* A script that begins; returns owned. */
struct script *script_open(const char *file, bool lenient);

/* Its end: the world runs on, all is freed.  Returns its failures. */
unsigned script_close(struct script *script);

/* Bring up the conductor, if it is not up. */
void script_start(struct script *script);

/* The lines; `rest` is what stands behind the first word. */
void client_request(struct script *script, const char *method,
    const char *rest);
void client_with(struct script *script, const char *rest);
void client_again(struct script *script, const char *rest);
void client_order(struct script *script, const char *verb, const char *rest);
void client_woken(struct script *script, bool wanted);
bool client_check(struct script *script, const char *what, const char *rest);
void client_release(struct script *script);

/* What it says about a document; and what all documents keep. */
bool document_check(struct script *script, const char *what, const char *rest);
void document_check_rules(struct script *script);
void document_check_growth(struct script *script);

void phone_expect(struct script *script, int leg, const char *rest);
void phone_tell(struct script *script, int leg, const char *rest);
bool phone_check(struct script *script, const char *what, const char *rest);

void register_request(struct script *script, const char *rest);
bool register_check(struct script *script, const char *what, const char *rest);

/* Rounds of dice, from that seed on; returns how many of them failed. */
unsigned chaos_play(uint64_t seed, unsigned long rounds, bool show);

#endif
