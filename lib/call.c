#include "call.h"

#include <stdio.h>
#include <string.h>

#include "address.h"
#include "buf.h"
#include "command.h"
#include "hash.h"

void
call_key(struct buf *out, const struct command *command)
{
	address_format(&command->agent, out);
	buf_putc(out, ':');
	address_format(&command->calling, out);
	buf_putc(out, ':');
	address_format(&command->called, out);
}

uint64_t
call_signature(const struct command *command, const char *peer,
    const struct hash_key *key)
{
	struct buf text = BUF_INIT;

	buf_printf(&text, "%s %d %d %u %u %d ", peer, (int)command->action,
	    (int)command->flow, command->timeout_s, command->cache_s,
	    (int)command->forwarding);
	call_key(&text, command);
	buf_putc(&text, ' ');
	address_format(&command->target, &text);
	buf_printf(&text, " %s %s", command->confpin, command->subject);
	uint64_t signature = buf_ok(&text) ?
	    hash_bytes(key, text.data, text.len) : 0;
	buf_release(&text);
	return signature;
}
