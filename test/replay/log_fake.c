/*
 * daemon/log.h on standard output when it is wanted, and a watch on what must
 * never be written: no line may hold a password hash.
 */
#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "fake.h"
#include "script.h"

bool fake_log_shown;

static const char *call_id;

void
log_start(enum log_level level)
{
	(void)level;
}

void
log_set_level(enum log_level level)
{
	(void)level;
}

int
log_open(const char *directory, struct err *err)
{
	(void)directory, (void)err;
	return 0;
}

void
log_end(void)
{
}

void
log_call(const char *id)
{
	call_id = id;
}

bool
log_wants_debug(void)
{
	return true;
}

static void __attribute__((format(printf, 3, 0)))
line(const char *level, const char *event, const char *format, va_list args)
{
	char text[2048] = "";

	if (format != NULL)
		vsnprintf(text, sizeof text, format, args);
	if (strstr(text, SCRIPT_HA1) != NULL)
		fake_fault("a password's hash is logged: %s", event);
	if (strpbrk(text, "\r\n") != NULL)
		fake_fault("a line break is logged: %s", event);
	if (fake_log_shown)
		printf("    [%s %s %.6s %s]\n", level, event,
		    call_id != NULL ? call_id : "-", text);
}

#define LOG(name)							\
void									\
log_##name(const char *event, const char *format, ...)			\
{									\
	va_list args;							\
	va_start(args, format);						\
	line(#name, event, format, args);				\
	va_end(args);							\
}

LOG(err)
LOG(warn)
LOG(info)
LOG(debug)

/* Eight buffers in turn, as the real one. */
const char *
log_quote(const char *text)
{
	static char buffers[8][256];
	static unsigned turn;
	char *out = buffers[turn++ % 8];
	size_t n = 0;

	out[n++] = '"';
	for (; *text != '\0' && n < 200; text++) {
		unsigned char c = (unsigned char)*text;
		out[n++] = c < 0x20 || c > 0x7e || c == '"' ? '?' : (char)c;
	}
	out[n++] = '"';
	out[n] = '\0';
	return out;
}

unsigned long
log_dropped(void)
{
	return 0;
}
