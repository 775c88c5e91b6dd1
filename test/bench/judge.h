/*
 * Judges the status documents of calls that are over.
 */
#ifndef BENCH_JUDGE_H
#define BENCH_JUDGE_H

#include <stddef.h>

/* Looks whether the document BODY of call NUMBER tells how the call ended,
 * counts it, and complains on stderr about the first that do not. */
void judge(unsigned number, int status, const char *body, size_t n);

#endif
