/*
 * The conductor: turns what HTTP, SIP and the clock report into steps of the
 * calls' state machines, and carries out the actions that come back.
 */
#ifndef DAEMON_CONTROL_H
#define DAEMON_CONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct call;
struct command;
struct config;
struct control;
struct err;
struct loop;
struct registrar_answer;
struct registrar_request;
struct ua_credentials;
struct ua_event;
struct users;

/*
 * config and users are borrowed until control_reload() gives others.  They are
 * told ua by control_start(), because ua needs the handlers first; `domain`
 * (host or host:port) and `realm` are copied.  Returns owned, or NULL.
 */
struct control *control_new(struct loop *loop, const struct config *config,
    const struct users *users, struct err *err);
struct ua;
int control_start(struct control *control, struct ua *ua, const char *domain,
    const char *realm, struct err *err);
void control_free(struct control *control);

/* New settings; both old ones may be freed afterwards. */
void control_reload(struct control *control, const struct config *config,
    const struct users *users);

/* For ua's handler and loop's wake-up. */
void control_leg(void *control, uint64_t call, unsigned party,
    const struct ua_event *event);
bool control_credentials(void *control, uint64_t call,
    struct ua_credentials *out);
void control_request(void *control, const struct registrar_request *request,
    struct registrar_answer *answer);
void control_wake(void *control, uint64_t now_ms);

/* Called after each change of a call's record, with its key. */
void control_on_change(struct control *control,
    void (*changed)(void *arg, const char *key), void *arg);

/*
 * No new calls from now on; done() is called when no leg is left.  At
 * deadline_ms (monotonic; 0: at once) every leg is ended, and phones that do
 * not answer are waited for no more than 2 s.
 */
void control_drain(struct control *control, uint64_t deadline_ms,
    void (*done)(void *arg), void *arg);

/* What the classic API's commands come to; err has the HTTP status. */

/*
 * Place a call.  peer is the client's address as text.  Returns the call,
 * borrowed for this turn, or NULL: 403 (agent or destination), 409 (an Invite
 * call is in progress there), 502, 503.
 * A repetition of the same POST returns the first's call.
 */
const struct call *control_place(struct control *control,
    const struct command *command, const char *peer, struct err *err);

/* End the call on that key.  NULL: 404. */
const struct call *control_hangup(struct control *control,
    const struct command *command, const char *peer, struct err *err);

/*
 * Transfer the call on that key: the command's target takes the calling
 * party's place.  NULL: 403 (target), 404 (no call, or not connected yet), 409
 * (set up with Refer, or its media are being changed), 503.
 */
const struct call *control_transfer(struct control *control,
    const struct command *command, const char *peer, struct err *err);

/*
 * Put both parties of the call with this id on hold, or connect them again.
 * NULL: 404, 409 (not in a state for it).
 */
const struct call *control_hold(struct control *control, const char *id,
    struct err *err);
const struct call *control_resume(struct control *control, const char *id,
    struct err *err);

/*
 * The latest call on the command's key, or NULL.  The agent in *command is
 * replaced by the user's own address, where it is a name or alias.
 */
const struct call *control_find(const struct control *control,
    struct command *command);

/* The call with this id, or NULL. */
const struct call *control_by_id(const struct control *control,
    const char *id);

const char *control_domain(const struct control *control);
const struct config *control_config(const struct control *control);

/* Counters since the start, for the log's last line and for tests. */
struct control_counters {
	unsigned long placed, ended, repeated, refused;
	size_t active, records;
};
void control_counters(const struct control *control,
    struct control_counters *out);

#endif
