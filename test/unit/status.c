/*
 * The documents of the classic API, to the byte.
 */
#include "../../xml/status.c"

#include <string.h>

#include "check.h"
#include "mem.h"
#include "reader.h"

#define DECLARATION "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define ENTRY(time, call, method, line) \
	"<status>\n" \
	"\t<timestamp>" time "</timestamp>\n" \
	"\t<call-id>" call "</call-id>\n" \
	"\t<method>" method "</method>\n" \
	"\t<status-line>" line "</status-line>\n" \
	"</status>\n"
#define DIALOG(id, local, remote, state) \
	"\t<dialog>\n" \
	"\t\t<dialog-id>" id "</dialog-id>\n" \
	"\t\t<local-party>sip:" local "</local-party>\n" \
	"\t\t<remote-party>sip:" remote "</remote-party>\n" \
	"\t\t<dialog-state>" state "</dialog-state>\n" \
	"\t</dialog>\n"
#define DIALOGS(entries) DECLARATION \
	"<dialogs xmlns=\"" STATUS_NAMESPACE "\">\n" entries "</dialogs>\n"
#define LINES(entries) DECLARATION \
	"<status-lines xmlns=\"" STATUS_NAMESPACE "\">\n" entries \
	"</status-lines>\n"

#define ID_0 "7959e447b88502416ee2477f3d36a480@12.23.34.45"
#define ID_1 "7959e447b88502416ee2477f3d36a480-1@12.23.34.45"
#define ID_2 "7959e447b88502416ee2477f3d36a480-2@12.23.34.45"

static char id_0[] = ID_0, id_1[] = ID_1, id_2[] = ID_2;
static struct call_party targets[CALL_TARGETS_MAX];

/* A call of which nothing was sent yet; all it points to is not its own. */
static void
fill(struct call *call)
{
	memset(call, 0, sizeof(*call));
	memset(targets, 0, sizeof(targets));
	history_init(&call->history);
	memset(call->id, 'a', CALL_ID_SIZE - 1);
	call->agent = "300@example.com";
	call->pair[0].address = "user1@example.com";
	call->pair[1].address = "user2@[2001:db8::1]:5070";
	call->targets = targets;
	targets[0].address = "user3@example.com";
}

TEST(lines)
{
	struct call call;
	struct buf out = BUF_INIT;

	fill(&call);
	call.pair[0].sip_call_id = id_0;
	history_add(&call.history, 1259114103662, HISTORY_INVITE, 0, 100,
	    "Trying");
	history_add(&call.history, 1259114103667, HISTORY_INVITE, 0, 407,
	    "Proxy Authentication Required");
	history_add(&call.history, 1259114103841, HISTORY_NOTIFY, 0, 180,
	    "<Ringing> & \xc3\xa4");
	history_add(&call.history, 1259114104000, HISTORY_NOTIFY, 0, 200,
	    NULL);
	status_lines_write(&out, &call);
	CHECK(buf_ok(&out));
	CHECK_STR(buf_text(&out), LINES(
	    ENTRY("1259114103662", ID_0, "INVITE", "SIP/2.0 100 Trying")
	    ENTRY("1259114103667", ID_0, "INVITE",
	    "SIP/2.0 407 Proxy Authentication Required")
	    ENTRY("1259114103841", ID_0, "NOTIFY",
	    "SIP/2.0 180 &lt;Ringing&gt; &amp; \xc3\xa4")
	    ENTRY("1259114104000", ID_0, "NOTIFY", "SIP/2.0 200")));
	buf_release(&out);
	history_release(&call.history);
}

/* After a REFER that was refused there are two legs, and only their INVITEs. */
TEST(lines_of_two)
{
	struct call call;
	struct buf out = BUF_INIT;

	fill(&call);
	call.pair[0].sip_call_id = id_0;
	call.pair[1].sip_call_id = id_1;
	history_add(&call.history, 1, HISTORY_INVITE, 0, 200, "OK");
	history_add(&call.history, 2, HISTORY_REFER, 0, 501, "No");
	history_add(&call.history, 3, HISTORY_INVITE, 1, 180, "Ringing");
	history_add(&call.history, 4, HISTORY_INVITE, 1, 200, "OK");
	history_add(&call.history, 5, HISTORY_REINVITE, 0, 200, "OK");
	history_add(&call.history, 6, HISTORY_BYE_RECEIVED, 1, 200, "");
	history_add(&call.history, 7, HISTORY_BYE, 0, 200, "OK");
	/* a party that there is not, and one without a leg: the call's id */
	history_add(&call.history, 8, HISTORY_INVITE, 31, 180, "");
	call.target_count = 1;
	history_add(&call.history, 9, HISTORY_INVITE, 2, 180, "");
	status_lines_write(&out, &call);
	CHECK_STR(buf_text(&out), LINES(
	    ENTRY("1", ID_0, "INVITE", "SIP/2.0 200 OK")
	    ENTRY("3", ID_1, "INVITE", "SIP/2.0 180 Ringing")
	    ENTRY("4", ID_1, "INVITE", "SIP/2.0 200 OK")
	    ENTRY("8", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "INVITE",
	    "SIP/2.0 180")
	    ENTRY("9", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "INVITE",
	    "SIP/2.0 180")));
	buf_release(&out);
	history_release(&call.history);
}

TEST(empty)
{
	struct call call;
	struct buf out = BUF_INIT;

	status_lines_write(&out, NULL);
	CHECK_STR(buf_text(&out), LINES(""));
	buf_clear(&out);
	status_dialogs_write(&out, NULL);
	CHECK_STR(buf_text(&out), DIALOGS(""));
	buf_clear(&out);
	fill(&call);
	status_dialogs_write(&out, &call);
	CHECK_STR(buf_text(&out), DIALOGS(""));
	buf_release(&out);
}

TEST(dialogs)
{
	struct call call;
	struct buf out = BUF_INIT;

	fill(&call);
	call.pair[0].sip_call_id = id_0;
	status_dialogs_write(&out, &call);
	CHECK_STR(buf_text(&out), DIALOGS(
	    DIALOG(ID_0, "300@example.com", "user1@example.com", "null")));

	buf_clear(&out);
	party_step(&call.pair[0].last, PARTY_EV_START, 0, 1);
	party_step(&call.pair[0].last, PARTY_EV_ANSWERED, 200, 2);
	call.pair[1].sip_call_id = id_1;
	party_step(&call.pair[1].last, PARTY_EV_START, 0, 3);
	party_step(&call.pair[1].last, PARTY_EV_PROVISIONAL, 180, 4);
	status_dialogs_write(&out, &call);
	CHECK_STR(buf_text(&out), DIALOGS(
	    DIALOG(ID_0, "300@example.com", "user1@example.com",
	    "Confirmed Dialog")
	    DIALOG(ID_1, "300@example.com", "user2@[2001:db8::1]:5070",
	    "Early Dialog")));

	buf_clear(&out);
	party_step(&call.pair[1].last, PARTY_EV_ANSWERED, 200, 5);
	call.target_count = 1;
	targets[0].sip_call_id = id_2;
	party_step(&targets[0].last, PARTY_EV_START, 0, 6);
	party_step(&targets[0].last, PARTY_EV_REFUSED, 486, 7);
	status_dialogs_write(&out, &call);
	CHECK(buf_ok(&out));
	CHECK_STR(buf_text(&out), DIALOGS(
	    DIALOG(ID_0, "300@example.com", "user1@example.com",
	    "Confirmed Dialog")
	    DIALOG(ID_1, "300@example.com", "user2@[2001:db8::1]:5070",
	    "Confirmed Dialog")
	    DIALOG(ID_2, "300@example.com", "user3@example.com",
	    "Terminated Dialog")));
	buf_release(&out);
}

/* The longest address there can be stands there as a whole. */
TEST(long_address)
{
	struct call call;
	struct address longest;
	struct buf out = BUF_INIT, address = BUF_INIT;

	memset(&longest, 0, sizeof(longest));
	memset(longest.user, 'u', sizeof(longest.user) - 1);
	memset(longest.host, 'h', sizeof(longest.host) - 1);
	address_format(&longest, &address);
	fill(&call);
	call.agent = call.pair[0].address = buf_text(&address);
	call.pair[0].sip_call_id = id_0;
	status_dialogs_write(&out, &call);
	const char *found = strstr(buf_text(&out), "<remote-party>sip:u");
	CHECK(found != NULL);
	found += strlen("<remote-party>sip:");
	CHECK(strncmp(found, address.data, address.len) == 0);
	CHECK(strncmp(found + address.len, "</remote-party>", 15) == 0);
	buf_release(&out);
	buf_release(&address);
}

TEST(error)
{
	struct buf out = BUF_INIT;

	status_error_write(&out, 400, "timeout: '<0>' & \x01");
	CHECK_STR(buf_text(&out), DECLARATION "<processing-status xmlns=\""
	    STATUS_NAMESPACE "\">\n<error-flag>ERROR</error-flag>\n"
	    "<error-code>400</error-code>\n"
	    "<error-text>timeout: &#39;&lt;0&gt;&#39; &amp; \xef\xbf\xbd"
	    "</error-text>\n</processing-status>\n");
	buf_release(&out);
}

/* A phrase and a Call-ID of a hostile peer do not leave their element. */
TEST(hostile)
{
	static char texts[][40] = {
		"</status-line></status><status>", "]]>", "<!--", "a\r\nb",
		"\x01\x02", "\xff\xfe", "\xef\xbf\xbf", "&#0;", "\"'",
		"</dialog-id></dialog>", ""
	};
	struct xml_handler none = { NULL, NULL, NULL };

	for (size_t i = 0; i < CHECK_ROWS(texts); i++) {
		struct call call;
		struct buf out = BUF_INIT;
		struct err err = { 0 };

		check_row(texts[i]);
		fill(&call);
		call.pair[0].sip_call_id = texts[i];
		call.pair[0].address = texts[i];
		history_add(&call.history, 1, HISTORY_INVITE, 0, 486,
		    texts[i]);
		status_lines_write(&out, &call);
		CHECK_INT(xml_read(out.data, out.len, 1, &none, &err), 0);
		CHECK_STR(err.text, "");
		CHECK(!strstr(buf_text(&out), "<!--"));
		buf_clear(&out);
		status_dialogs_write(&out, &call);
		CHECK_INT(xml_read(out.data, out.len, 1, &none, &err), 0);
		CHECK_STR(err.text, "");
		buf_release(&out);
		history_release(&call.history);
	}
}

/* More lines never make a shorter document: pollers rely on that. */
TEST(grows)
{
	struct call call;
	struct buf out = BUF_INIT;
	size_t before = 0;

	fill(&call);
	call.pair[0].sip_call_id = id_0;
	for (int i = 0; i < 250; i++) {
		history_add(&call.history, (uint64_t)i, HISTORY_NOTIFY, 0,
		    i % 2 ? 180 : 200, "x");
		buf_clear(&out);
		status_lines_write(&out, &call);
		CHECK(out.len >= before);
		before = out.len;
	}
	buf_release(&out);
	history_release(&call.history);
}

static struct call_party *
some_party(struct call *call, unsigned number)
{
	struct call_party *party = call_party(call, number);

	if (!party) {
		party = &targets[call->target_count++];
		party->address = "user3@example.com";
	}
	return party;
}

/* The same, whatever happens to whomever. */
TEST(dialogs_grow)
{
	uint64_t dice = 1;

	for (int walk = 0; walk < 200; walk++) {
		struct call call;
		struct buf out = BUF_INIT;
		size_t before = 0;

		fill(&call);
		for (int step = 0; step < 100; step++) {
			dice = dice * 6364136223846793005u + 1442695040888963407u;
			struct call_party *party = some_party(&call,
			    (unsigned)(dice >> 33) % 8);
			party->sip_call_id = id_2;
			party_step(&party->last, (enum party_event)
			    ((dice >> 40) % PARTY_EVENT_COUNT),
			    (unsigned)(dice >> 50) % 700, (uint64_t)step);
			buf_clear(&out);
			status_dialogs_write(&out, &call);
			CHECK(out.len >= before);
			before = out.len;
		}
		buf_release(&out);
	}
}

TEST(no_memory)
{
	struct call call;

	fill(&call);
	call.pair[0].sip_call_id = id_0;
	call.pair[1].sip_call_id = id_1;
	for (int i = 0; i < 5; i++)
		history_add(&call.history, (uint64_t)i, HISTORY_INVITE, 0, 180,
		    "x");
	for (long n = 0; n < 4; n++) {
		struct buf lines = BUF_INIT, dialogs = BUF_INIT;

		mem_fail_after(n);
		status_lines_write(&lines, &call);
		mem_fail_after(n);
		status_dialogs_write(&dialogs, &call);
		mem_fail_after(-1);
		CHECK(!buf_ok(&lines));
		CHECK(!buf_ok(&dialogs));
		buf_release(&lines);
		buf_release(&dialogs);
	}
	history_release(&call.history);
}

int
main(void)
{
	RUN(lines);
	RUN(lines_of_two);
	RUN(empty);
	RUN(dialogs);
	RUN(long_address);
	RUN(error);
	RUN(hostile);
	RUN(grows);
	RUN(dialogs_grow);
	RUN(no_memory);
	return check_done();
}
