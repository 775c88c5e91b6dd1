/*
 * The phones of all users: answers INVITEs, accepts REFERs, reports with
 * NOTIFYs, hangs up; well-behaved or as a mood says.
 */
#ifndef BENCH_PHONE_H
#define BENCH_PHONE_H

#include <stdbool.h>

struct msg;
struct peer;

/* Prepares the phones, which stand at 127.0.0.1:PORT. */
void phone_init(int port);

/* Takes a message that came from PEER; borrows both. */
void phone_receive(const struct msg *m, const struct peer *peer);

/* Legs on which something may still happen. */
unsigned phone_busy(void);

/* Counts how the legs that are left stand, and frees them. */
void phone_finish(void);

#endif
