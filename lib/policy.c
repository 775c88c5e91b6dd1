#include "policy.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

static void
use_own_port(const struct policy *policy, struct address *address)
{
	if (policy->own_host != NULL &&
	    text_same(address->host, policy->own_host))
		snprintf(address->host, sizeof address->host, "%s",
		    policy->domain);
}

const struct user *
policy_resolve(const struct policy *policy, struct command *command)
{
	struct address address;

	use_own_port(policy, &command->agent);
	use_own_port(policy, &command->calling);
	use_own_port(policy, &command->called);
	use_own_port(policy, &command->target);
	const struct user *user = users_find(policy->users,
	    command->agent.user, command->agent.host, policy->domain);
	if (user == NULL)
		return NULL;
	const char *identity = *user->identity != '\0' ? user->identity :
	    user->name;
	if (address_parse(&address, "agent", identity, strlen(identity),
	    policy->domain, NULL) == 0)
		command->agent = address;
	return user;
}

static bool
domain_allowed(const struct policy *policy, const char *host)
{
	return text_same(host, policy->domain) ||
	    text_list_has(policy->allowed_domains, host);
}

static int
check_destinations(const struct policy *policy, const struct command *command,
    struct err *err)
{
	const struct { const char *field; const struct address *address; }
	    all[] = {
		{ "calling", &command->calling },
		{ "called", &command->called },
		{ "target", &command->target },
	};

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if (all[i].address->user[0] != '\0' &&
		    !domain_allowed(policy, all[i].address->host))
			return err_set(err, 403,
			    "%s: calls to '%s' are not allowed",
			    all[i].field, all[i].address->host);
	return 0;
}

int
policy_check(const struct policy *policy, struct command *command,
    struct err *err)
{
	char name[sizeof command->agent.user];

	snprintf(name, sizeof name, "%s", command->agent.user);
	const struct user *agent = policy_resolve(policy, command);
	if (agent == NULL || agent->sip_ha1[0] == '\0')
		return err_set(err, 403,
		    "agent: '%s' is not a user with SIP credentials", name);
	return check_destinations(policy, command, err);
}

int
policy_redirect(const struct policy *policy, const char *contact,
    struct address *out)
{
	if (contact == NULL || strcmp(contact, "*") == 0)
		return -1;
	/* parameters of the URI stand behind its host */
	const char *at = strchr(contact, '@');
	const char *host = at != NULL ? at : contact;
	size_t n = (size_t)(host - contact) + strcspn(host, ";?");
	if (address_parse(out, "contact", contact, n, policy->domain,
	    NULL) == -1)
		return -1;
	use_own_port(policy, out);
	return domain_allowed(policy, out->host) ? 0 : -1;
}
