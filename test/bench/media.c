#include "media.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const directions[] = {
	[DIR_SENDRECV] = "sendrecv", [DIR_SENDONLY] = "sendonly",
	[DIR_RECVONLY] = "recvonly", [DIR_INACTIVE] = "inactive",
};

const char *media_text(char *text, uint32_t leg, int dialog,
		       const struct said *said)
{
	unsigned port = 20000 + leg % 10000 * 4;
	size_t at = (size_t)snprintf(text, MEDIA_TEXT,
		"v=0\r\no=- %u%d %u IN IP4 127.0.0.1\r\ns=-\r\n"
		"c=IN IP4 127.0.0.1\r\nt=0 0\r\n"
		"m=audio %u RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\n"
		"a=rtpmap:101 telephone-event/8000\r\n"
		"a=x-leg:%u.%d.%u\r\na=%s\r\n", leg, dialog, said->version,
		port, leg, dialog, said->version,
		directions[said->direction]);

	for (unsigned i = 1; i < said->lines && i < 4; i++) {
		bool used = i == 1 && said->video;
		at += (size_t)snprintf(text + at, MEDIA_TEXT - at,
			"m=video %u RTP/AVP 34\r\na=rtpmap:34 H263/90000\r\n",
			used ? port + 2 : 0);
		if (used)
			at += (size_t)snprintf(text + at, MEDIA_TEXT - at,
				"a=%s\r\n", directions[said->direction]);
	}
	return text;
}

static void media_line(struct heard *h, const char *line)
{
	const char *port = strchr(line, ' ');

	if (++h->lines == 2)
		h->video = port && strtoul(port, NULL, 10) > 0;
}

static void origin(struct heard *h, const char *line)
{
	char *p;

	line = strchr(line, ' ');
	if (!line)
		return;
	h->session = strtoull(line, &p, 10);
	h->o_version = strtoull(p, NULL, 10);
}

/* The first direction counts: that of the sound. */
static void attribute(struct heard *h, const char *line, bool *directed)
{
	if (!strncmp(line, "a=x-leg:", 8)) {
		sscanf(line + 8, "%u.%u.%u", &h->leg, &h->dialog,
		       &h->version);
		return;
	}
	for (int i = 0; i < 4 && !*directed; i++) {
		if (strcmp(line + 2, directions[i]) != 0)
			continue;
		h->direction = (uint8_t)i;
		*directed = true;
	}
}

static void hash(uint32_t *at, const char *line)
{
	for (; *line; line++)
		*at = (*at ^ (unsigned char)*line) * 16777619u;
}

bool media_read(struct heard *h, struct slice body)
{
	char copy[4096], *next;
	bool directed = false;

	memset(h, 0, sizeof(*h));
	if (body.n < 4 || body.n >= sizeof(copy) ||
	    memcmp(body.p, "v=0", 3) != 0)
		return false;
	memcpy(copy, body.p, body.n);
	copy[body.n] = '\0';
	for (char *line = copy; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		line[strcspn(line, "\r")] = '\0';
		if (!strncmp(line, "o=", 2))
			origin(h, line);
		else
			hash(&h->text, line);
		if (!strncmp(line, "m=", 2))
			media_line(h, line);
		else if (!strncmp(line, "a=", 2))
			attribute(h, line, &directed);
	}
	return true;
}

enum direction media_answer(enum direction d, bool hold)
{
	if (d == DIR_SENDRECV)
		return hold ? DIR_SENDONLY : DIR_SENDRECV;
	if (d == DIR_SENDONLY)
		return hold ? DIR_INACTIVE : DIR_RECVONLY;
	if (d == DIR_RECVONLY)
		return DIR_SENDONLY;
	return DIR_INACTIVE;
}
