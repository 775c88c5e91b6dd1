/*
 * What the client wants of calls that are under way: hang up, transfer.
 */
#ifndef BENCH_ORDERS_H
#define BENCH_ORDERS_H

/* Plans what the mood of call NUMBER, just posted, has. */
void orders_plan(unsigned number);

/* Plans the transfers that wait until it is connected, which it is now. */
void orders_connected(unsigned number);

/* Sends a Hangup as soon as a connection is free. */
void orders_hangup(unsigned number);

#endif
