#include "api.h"

#include <stdio.h>
#include <string.h>

#include "accept.h"
#include "call.h"
#include "command.h"
#include "config.h"
#include "control.h"
#include "err.h"
#include "log.h"
#include "resource.h"
#include "status.h"

enum { RETRY_AFTER_S = 2 };

static const char type_text[] = "text/plain; charset=utf-8";
static const char type_xml[] = "text/xml; charset=utf-8";
static const char type_json[] = "application/json";
static const char type_problem[] = "application/problem+json";

void
api_reply_init(struct api_reply *reply)
{
	*reply = (struct api_reply){ .status = 200 };
}

void
api_reply_release(struct api_reply *reply)
{
	buf_release(&reply->body);
	buf_release(&reply->wait_key);
}

static const char *
title_of(int status)
{
	static const struct { int status; const char *title; } titles[] = {
		{ 400, "Bad Request" }, { 401, "Unauthorized" },
		{ 403, "Forbidden" }, { 404, "Not Found" },
		{ 405, "Method Not Allowed" }, { 409, "Conflict" },
		{ 413, "Content Too Large" }, { 414, "URI Too Long" },
		{ 417, "Expectation Failed" },
		{ 431, "Request Header Fields Too Large" },
		{ 500, "Internal Server Error" }, { 501, "Not Implemented" },
		{ 502, "Bad Gateway" }, { 503, "Service Unavailable" },
		{ 505, "HTTP Version Not Supported" },
	};

	for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
		if (titles[i].status == status)
			return titles[i].title;
	return "Error";
}

/* Clients in the field read these codes in the XML, not the HTTP status. */
static int
xml_code(int status)
{
	return status == 409 ? 403 : status;
}

void
api_error(struct control *control, const char *accept, int status,
    const char *text, struct api_reply *reply)
{
	enum accept_type type = accept_best(accept);

	if (type == ACCEPT_ANY && control_config(control)->error_format ==
	    CONFIG_ERROR_SIPXREST)
		type = ACCEPT_XML;
	buf_clear(&reply->body);
	reply->status = status;
	reply->no_store = true;
	if (status == 503)
		reply->retry_after_s = RETRY_AFTER_S;
	if (type == ACCEPT_XML) {
		reply->content_type = type_xml;
		status_error_write(&reply->body, xml_code(status), text);
	} else if (type == ACCEPT_JSON) {
		reply->content_type = type_problem;
		resource_problem_write(&reply->body, status, title_of(status),
		    text);
	} else {
		reply->content_type = type_text;
		buf_printf(&reply->body, "%s\n", text);
	}
}

static void
reply_err(struct control *control, const struct api_request *request,
    const struct err *err, const char *allow, struct api_reply *reply)
{
	log_info("refused", "status=%d peer=%s text=%s", err->code,
	    request->peer, log_quote(err->text));
	reply->allow = allow;
	api_error(control, request->accept, err->code, err->text, reply);
}

/* --- GET --- */

static void
set_etag(struct api_reply *reply, const struct call *call, bool json)
{
	if (call == NULL)
		snprintf(reply->etag, sizeof reply->etag, "\"none%s\"",
		    json ? "-json" : "");
	else
		snprintf(reply->etag, sizeof reply->etag, "\"%.16s-%u%s\"",
		    call->id, call->version, json ? "-json" : "");
}

/*
 * The form is that of the flow which was asked for, by the POST or, without a
 * call, by the GET: old clients know what they asked for.
 */
static void
write_document(const struct command *command, const struct call *call,
    struct api_reply *reply)
{
	bool dialogs = call != NULL ? call->asked_flow == CALL_INVITE :
	    command->flow == FLOW_INVITE;

	if (dialogs)
		status_dialogs_write(&reply->body, call);
	else
		status_lines_write(&reply->body, call);
}

static void
wait_for_change(const struct command *command, struct api_reply *reply)
{
	reply->status = 0;
	reply->wait_s = command->wait_s;
	call_key(&reply->wait_key, command);
}

static void
answer_status(struct control *control, const struct api_request *request,
    struct command *command, struct api_reply *reply)
{
	const struct call *call = control_find(control, command);
	bool json = accept_best(request->accept) == ACCEPT_JSON;

	if (call == NULL && json) {
		api_error(control, request->accept, 404, "Call not found",
		    reply);
		return;
	}
	set_etag(reply, call, json);
	reply->no_store = true;
	if (call != NULL)
		snprintf(reply->call_id, sizeof reply->call_id, "%s",
		    call->id);
	if (accept_none_match(request->if_none_match, reply->etag)) {
		reply->status = 304;
		if (command->wait_s != 0 && !request->waited)
			wait_for_change(command, reply);
		return;
	}
	reply->content_type = json ? type_json : type_xml;
	if (json)
		resource_write(&reply->body, call);
	else
		write_document(command, call, reply);
}

/* --- a call by its id, where Location points --- */

static const char calls_path[] = "/v1/calls/";

static void
answer_resource(struct control *control, const struct api_request *request,
    struct api_reply *reply)
{
	const char *id = request->path + sizeof calls_path - 1;
	const struct call *call = control_by_id(control, id);
	struct err err;

	if (strcmp(request->method, "GET") != 0 &&
	    strcmp(request->method, "HEAD") != 0) {
		err_set(&err, 405, "method: '%s' is not allowed here",
		    request->method);
		reply_err(control, request, &err, "GET, HEAD", reply);
		return;
	}
	if (call == NULL) {
		err_set(&err, 404, "Call not found");
		reply_err(control, request, &err, NULL, reply);
		return;
	}
	set_etag(reply, call, true);
	reply->no_store = true;
	if (accept_none_match(request->if_none_match, reply->etag)) {
		reply->status = 304;
		return;
	}
	reply->content_type = type_json;
	resource_write(&reply->body, call);
}

/* --- POST --- */

static const struct call *
carry_out(struct control *control, const struct command *command,
    const char *peer, struct err *err)
{
	switch (command->action) {
	case COMMAND_TRANSFER:
		return control_transfer(control, command, peer, err);
	case COMMAND_HANGUP:
		return control_hangup(control, command, peer, err);
	default:
		return control_place(control, command, peer, err);
	}
}

static void
answer_post(struct control *control, const struct api_request *request,
    const struct command *command, struct api_reply *reply)
{
	struct err err = { .code = 0 };
	const struct call *call = carry_out(control, command, request->peer,
	    &err);

	if (call == NULL) {
		reply_err(control, request, &err, NULL, reply);
		return;
	}
	snprintf(reply->call_id, sizeof reply->call_id, "%s", call->id);
	snprintf(reply->location, sizeof reply->location, "/v1/calls/%s",
	    call->id);
}

static void
answer_command(struct control *control, const struct api_request *request,
    struct command *command, struct api_reply *reply)
{
	if (command->action == COMMAND_STATUS)
		answer_status(control, request, command, reply);
	else
		answer_post(control, request, command, reply);
}

/* Who may ask at all: the right network, and no foreign page's browser. */
static int
check_client(const struct control *control, const struct api_request *request,
    struct err *err)
{
	const struct config *config = control_config(control);
	const char *const own[] = { config->ip_address, config->domain };

	if (!request->trusted)
		return err_set(err, 403, "this port is for clients in "
		    "trusted-networks only; from elsewhere use HTTPS");
	return origin_check(&request->origin, own, sizeof own / sizeof own[0],
	    err);
}

static void
refuse_client(struct control *control, const struct api_request *request,
    const struct err *err, struct api_reply *reply)
{
	log_warn("refused-client", "peer=%s text=%s", request->peer,
	    log_quote(err->text));
	api_error(control, request->accept, err->code, err->text, reply);
}

void
api_handle(struct control *control, const struct api_request *request,
    struct api_reply *reply)
{
	const struct config *config = control_config(control);
	const struct command_defaults defaults = {
		.domain = control_domain(control),
		.timeout_s = (unsigned)config->timeout,
		.cache_s = (unsigned)config->result_cache_time,
	};
	struct command command;
	struct err err = { .code = 0 };

	if (check_client(control, request, &err) == -1) {
		refuse_client(control, request, &err, reply);
		return;
	}
	if (strncmp(request->path, calls_path,
	    sizeof calls_path - 1) == 0)
		answer_resource(control, request, reply);
	else if (!command_path(request->path))
		err_set(&err, 404, "nothing is here");
	else if (command_parse(&command, request->method, request->path,
	    request->query, &defaults, &err) == 0)
		answer_command(control, request, &command, reply);
	if (err.code != 0)
		reply_err(control, request, &err, err.code == 405 ?
		    command_allow() : NULL, reply);
	if (!buf_ok(&reply->body) || !buf_ok(&reply->wait_key)) {
		buf_release(&reply->body);
		reply->status = 503;
		reply->content_type = NULL;
	}
}
