#include "call.h"

#include <stdio.h>
#include <string.h>

#include "address.h"
#include "bridge_tell.h"
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

struct call_party *
call_party(struct call *call, size_t number)
{
	if (number < 2)
		return &call->pair[number];
	return number - 2 < call->target_count ? &call->targets[number - 2] :
	    NULL;
}

const struct call_party *
call_party_const(const struct call *call, size_t number)
{
	if (number < 2)
		return &call->pair[number];
	return number - 2 < call->target_count ? &call->targets[number - 2] :
	    NULL;
}

size_t
call_party_count(const struct call *call)
{
	return 2 + (size_t)call->target_count;
}

bool
call_alive(const struct call *call)
{
	return call->flow == CALL_INVITE ? bridge_alive(&call->bridge) :
	    refer_leg_alive(&call->refer);
}

struct call_verdict
call_verdict(const struct call *call)
{
	if (call->flow == CALL_INVITE) {
		enum bridge_verdict verdict = bridge_verdict(&call->bridge);
		return (struct call_verdict){
			.name = bridge_verdict_name(verdict),
			.text = bridge_verdict_text(verdict),
			.status = bridge_verdict_status(&call->bridge),
		};
	}
	enum refer_verdict verdict = refer_verdict(&call->refer);
	return (struct call_verdict){
		.name = refer_verdict_name(verdict),
		.text = refer_verdict_text(verdict),
		.status = refer_verdict_status(&call->refer),
	};
}

const char *
call_state_name(const struct call *call)
{
	return call->flow == CALL_INVITE ?
	    bridge_phase_name((enum bridge_phase)call->bridge.phase) :
	    refer_state_name((enum refer_state)call->refer.state);
}
