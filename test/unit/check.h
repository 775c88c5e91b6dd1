/*
 * What a unit test needs, and no more.
 *
 *	TEST(empty)
 *	{
 *		CHECK_INT(text_number("", 0, &n), -1);
 *	}
 *
 *	int
 *	main(void)
 *	{
 *		RUN(empty);
 *		return check_done();
 *	}
 *
 * A failed check says where and goes on.  In a table, check_row() tells which
 * row it is; the failures of that row carry it until the test ends.
 */
#ifndef CHECK_H
#define CHECK_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct check {
	const char *test;		/* its name */
	char row[80];			/* "" outside of a table */
	unsigned failures;		/* in this test */
	unsigned passed, failed;	/* tests */
};

static struct check check_state;

#define TEST(name) static void test_##name(void)

#define RUN(name) check_run(#name, test_##name)

#define CHECK(expr) \
	((expr) ? (void)0 : check_fail(__FILE__, __LINE__, "%s", #expr))

/* Evaluates each argument once; all integers that fit in long long. */
#define CHECK_INT(a, b) \
	check_int(__FILE__, __LINE__, #a, (long long)(a), (long long)(b))

/* How many rows a table has. */
#define CHECK_ROWS(rows) (sizeof(rows) / sizeof((rows)[0]))

/* Strings; NULL is equal to NULL only. */
#define CHECK_STR(a, b) check_str(__FILE__, __LINE__, #a, (a), (b))

static inline void check_fail(const char *file, int line, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

static inline void
check_fail(const char *file, int line, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "%s:%d: %s", file, line, check_state.test);
	if (check_state.row[0])
		fprintf(stderr, " [%s]", check_state.row);
	fputs(": ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	check_state.failures++;
}

static inline void
check_int(const char *file, int line, const char *what, long long got,
    long long want)
{
	if (got != want)
		check_fail(file, line, "%s is %lld, not %lld", what, got, want);
}

static inline void
check_str(const char *file, int line, const char *what, const char *got,
    const char *want)
{
	if (got == want || (got && want && strcmp(got, want) == 0))
		return;
	check_fail(file, line, "%s is \"%s\", not \"%s\"", what,
	    got ? got : "(null)", want ? want : "(null)");
}

/* Name the row of a table that is looked at; NULL: none any more. */
static inline void
check_row(const char *name)
{
	snprintf(check_state.row, sizeof(check_state.row), "%.79s",
	    name ? name : "");
}

static inline void
check_run(const char *name, void (*test)(void))
{
	check_state.test = name;
	check_state.failures = 0;
	check_row(NULL);
	test();
	if (check_state.failures)
		check_state.failed++;
	else
		check_state.passed++;
}

static inline int
check_done(void)
{
	printf("%u passed, %u failed\n", check_state.passed,
	    check_state.failed);
	return check_state.failed ? 1 : 0;
}

#endif
