/*
 * Allocation for the pure core, with one switch for the tests: "let the n-th
 * allocation fail".  Nothing in lib/ or xml/ calls malloc() by another way, so
 * that a test can make every single allocation fail once and see that the
 * answer is an error and never a leak.
 */
#ifndef LIB_MEM_H
#define LIB_MEM_H

#include <stddef.h>

/*
 * mem_alloc: n bytes set to zero; returns owned, or NULL when there is none.
 * mem_resize: as realloc(); on failure the old block is untouched.
 * mem_dup, mem_dup_n: a copy of a string, or of n bytes with a NUL behind;
 * returns owned or NULL.
 * mem_free: frees; NULL is fine.
 * mem_wipe_free: overwrites n bytes in a way the compiler keeps, then frees.
 */
void *mem_alloc(size_t n);
void *mem_resize(void *block, size_t n);
char *mem_dup(const char *text);
char *mem_dup_n(const char *bytes, size_t n);
void mem_free(void *block);
void mem_wipe(void *block, size_t n);
void mem_wipe_free(void *block, size_t n);

/*
 * For tests: the allocations number n, n + 1, ... from now on fail (n = 0: the
 * next one).  A negative n switches that off again, which is how we start.
 */
void mem_fail_after(long n);

#endif
