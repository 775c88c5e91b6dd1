/*
 * Each figure stands in one row, which both outputs print.
 */
#include "report.h"

#include <stdio.h>
#include <string.h>

#include "mood.h"
#include "options.h"
#include "total.h"

#define ROWS 128

struct row {
	const char *key;
	const char *text;
	double value;
};

static struct row rows[ROWS];
static unsigned nrows;

static void row(const char *key, const char *text, double value)
{
	if (nrows < ROWS)
		rows[nrows++] = (struct row){key, text, value};
}

static void row_hist(const char *const key[3], const char *const text[3],
		     const struct hist *h)
{
	if (!h->count)
		return;
	row(key[0], text[0], hist_ms(h, 0.5));
	row(key[1], text[1], hist_ms(h, 0.99));
	row(key[2], text[2], hist_ms(h, 1));
}

#define ROW_HIST(name, what, h)						\
	row_hist((const char *const[]){name "_p50_ms", name "_p99_ms",	\
		 name "_max_ms"}, (const char *const[]){what " p50, ms", \
		 what " p99, ms", what " max, ms"}, h)

static void window_rows(const struct window *w)
{
	const struct figures *f = &total.win;

	row("offered_per_s", "calls offered, 1/s", opt.rate);
	row("posted_per_s", "POSTs sent, 1/s", (double)f->posted / w->seconds);
	row("goodput_per_s", "calls completed, 1/s",
	    (double)f->completed / w->seconds);
	row("accepted_per_s", "POSTs answered 200, 1/s",
	    (double)f->accepted / w->seconds);
	row("busy_per_s", "POSTs answered 503, 1/s",
	    (double)f->busy / w->seconds);
	row("refused", "POSTs answered otherwise", (double)f->refused);
	row("unsent", "POSTs not sent for want of a connection",
	    (double)f->unsent);
	row("dup_invites", "repeated INVITEs", (double)f->dup_invites);
	row("dup_refers", "repeated REFERs", (double)f->dup_refers);
	row("dup_byes", "repeated BYEs", (double)f->dup_byes);
	row("dup_answers", "finals repeated by phones",
	    (double)f->dup_answers);
	row("dup_notifies", "NOTIFYs repeated by phones",
	    (double)f->dup_notifies);
	if (opt.flow == FLOW_INVITE)
		row("dup_asks", "other requests repeated by phones",
		    (double)f->dup_asks);
	ROW_HIST("invite", "POST to INVITE", &f->invite);
	ROW_HIST("reply", "POST to its 200", &f->reply);
	ROW_HIST("busy_reply", "POST to its 503", &f->busy_reply);
	ROW_HIST("duration", "POST to BYE", &f->duration);
	ROW_HIST("connect", "POST to ACK of party B", &f->connect);
	if (f->gets) {
		row("gets_per_s", "GETs, 1/s", (double)f->gets / w->seconds);
		row("bad_gets", "GETs not answered 200", (double)f->bad_gets);
		ROW_HIST("get", "GET", &f->get);
	}
}

static void process_rows(const struct window *w)
{
	double s = w->seconds;

	row("own_cpu_percent", "CPU of callgen, %", 100 * w->own_cpu_s / s);
	if (!opt.npids)
		return;
	row("cpu_percent", "CPU of the server, %",
	    100 * (w->after.cpu_s - w->before.cpu_s) / s);
	if (total.win.completed)
		row("cpu_us_per_call", "CPU of the server per call, us",
		    1e6 * (w->after.cpu_s - w->before.cpu_s) /
		    (double)total.win.completed);
	row("system_percent", "of this in the kernel, %",
	    100 * (w->after.system_s - w->before.system_s) / s);
	row("wakeups_per_s", "voluntary context switches, 1/s",
	    (w->after.switches - w->before.switches) / s);
	double others = w->after.machine_s - w->before.machine_s -
		w->own_cpu_s - (w->after.cpu_s - w->before.cpu_s);
	row("others_percent", "CPU of all other processes, %",
	    others > 0 ? 100 * others / s : 0);
	row("pss_before_mb", "PSS at the window's begin, MB",
	    w->before.pss_mb);
	row("pss_mb", "PSS at the window's end, MB", w->after.pss_mb);
	if (opt.rest <= 0)
		return;
	row("held", "calls at rest", w->held);
	row("pss_idle_mb", "PSS without a call, MB", w->pss_rest[0]);
	row("pss_half_mb", "PSS with half of them, MB", w->pss_rest[1]);
	row("pss_rest_mb", "PSS with all of them, MB", w->pss_rest[2]);
	row("kb_per_call", "of the second half, KB a call",
	    1024 * (w->pss_rest[2] - w->pss_rest[1]) /
	    (opt.calls - opt.calls / 2));
	row("kb_per_call_all", "what transactions left included, KB a call",
	    1024 * (w->pss_rest[2] - w->pss_rest[0]) / opt.calls);
}

static void run_rows(const struct window *w)
{
	const struct figures *f = &total.all;

	row("calls", "calls posted, whole run", (double)f->posted);
	row("calls_accepted", "answered 200", (double)f->accepted);
	row("calls_busy", "answered 503", (double)f->busy);
	row("calls_refused", "answered otherwise", (double)f->refused);
	row("calls_invited", "calls with an INVITE", (double)f->invites);
	row("calls_completed", "calls with the server's BYE",
	    (double)f->completed);
	row("calls_lost", "accepted, no BYE by the server", w->lost);
	row("calls_no_invite", "accepted, no INVITE", w->no_invite);
	row("all_dup_invites", "repeated INVITEs", (double)f->dup_invites);
	row("many_byes", "legs with more than one BYE",
	    (double)total.many_byes);
	row("notify_refused", "NOTIFYs refused",
	    (double)total.notify_refused);
	row("notify_lost", "NOTIFYs never answered",
	    (double)total.notify_lost);
	row("notify_final", "final NOTIFYs delivered",
	    (double)total.notify_final);
	row("no_fail_ack", "refusals never ACKed",
	    (double)total.no_fail_ack);
	row("strange", "strange messages", (double)total.strange);
	row("unknown", "requests outside of any dialog",
	    (double)total.unknown);
	row("send_errors", "send errors", (double)total.send_errors);
	row("sip_conns", "SIP connections", (double)total.sip_conns);
	row("reconnects", "HTTP connections lost", (double)total.reconnects);
	row("legs", "legs", (double)total.legs);
}

static void invite_rows(void)
{
	row("transfers", "Transfers sent", (double)total.transfers);
	row("transfer_ok", "answered 200", (double)total.transfer_ok);
	row("transfer_gone", "answered 404", (double)total.transfer_gone);
	row("transfer_busy", "answered 409", (double)total.transfer_busy);
	row("transfer_other", "answered otherwise",
	    (double)total.transfer_other);
	row("infos_in", "INFOs received", (double)total.infos_in);
	row("pracks", "reliable 183s with PRACK", (double)total.pracks);
	row("asked_again", "phones' requests answered 491 or 500",
	    (double)total.asked_again);
	row("superseded", "200s not ACKed before the next INVITE",
	    (double)total.superseded);
	row("open_ack", "200s to re-INVITEs without ACK, dialog over",
	    (double)total.open_ack);
	row("unsure", "ended while media did not fit", (double)total.unsure);
	row("paired", "pairs looked at and right", (double)total.paired);
	row("mispaired", "CONNECTED WITH THE WRONG ONE",
	    (double)total.mispaired);
	row("stale", "CONNECTED WITH OLD MEDIA", (double)total.stale);
	row("bad_origin", "WRONG o= LINES", (double)total.bad_origin);
	row("bad_lines", "WRONG NUMBER OF MEDIA LINES",
	    (double)total.bad_lines);
	row("no_answer", "SDP MISSING", (double)total.no_answer);
	row("open_request", "PHONES' REQUESTS NEVER ANSWERED",
	    (double)total.open_request);
}

static void end_rows(void)
{
	static const struct {
		const char *key, *text;
	} names[END_COUNT] = {
		[END_BYE_SERVER] = {"end_bye_server", "ended by the server"},
		[END_BYE_PHONE] = {"end_bye_phone", "ended by the phone"},
		[END_BYE_CROSSED] = {"end_bye_both", "ended by both"},
		[END_REJECTED] = {"end_refused", "refused by the phone"},
		[END_CANCELLED] = {"end_cancelled", "cancelled"},
		[END_SILENT] = {"end_silent", "the phone kept silent"},
		[END_DEAD] = {"end_dead", "lost their power"},
		[END_UP] = {"end_up", "LEFT UP"},
		[END_RINGING] = {"end_ringing", "LEFT RINGING"},
		[END_NO_ACK] = {"end_no_ack", "200 NEVER ACKED"},
	};

	for (int i = 0; i < END_COUNT; i++)
		row(names[i].key, names[i].text, (double)total.ends[i]);
	if (opt.loss > 0) {
		row("dropped", "datagrams dropped", (double)total.dropped);
		row("doubled", "datagrams doubled", (double)total.doubled);
	}
	if (opt.random) {
		row("hangups", "Hangups sent", (double)total.hangups);
		row("hangup_ok", "answered 200", (double)total.hangup_ok);
		row("hangup_gone", "answered 404", (double)total.hangup_gone);
		row("hangup_other", "answered otherwise",
		    (double)total.hangup_other);
	}
	if (opt.flow == FLOW_INVITE)
		invite_rows();
	if (total.checked) {
		row("checked", "statuses read", (double)total.checked);
		row("check_open", "WITHOUT A FINAL LINE",
		    (double)total.check_open);
		row("check_empty", "EMPTY", (double)total.check_empty);
		row("check_bad", "NOT THERE", (double)total.check_bad);
	}
}

static void print_moods(void)
{
	unsigned a[ANSWER_COUNT] = {0}, r[REFER_COUNT] = {0};
	unsigned n[NOTIFY_COUNT] = {0}, b[BYE_COUNT] = {0};

	for (unsigned i = 0; i < total.all.posted; i++) {
		struct mood m;
		mood_draw(&m, opt.first + i);
		a[m.answer]++;
		r[m.refer]++;
		n[m.notify]++;
		b[m.bye]++;
	}
	printf("the phones' moods (a later one may not be reached):\n");
	for (int i = 0; i < ANSWER_COUNT; i++)
		printf("  %-44s %12u\n", answer_names[i], a[i]);
	for (int i = 0; i < REFER_COUNT; i++)
		printf("  %-44s %12u\n", refer_names[i], r[i]);
	for (int i = 0; i < NOTIFY_COUNT; i++)
		printf("  %-44s %12u\n", notify_names[i], n[i]);
	for (int i = 0; i < BYE_COUNT; i++)
		printf("  %-44s %12u\n", bye_names[i], b[i]);
}

static void print_party(enum role role)
{
	unsigned a[ANSWER_COUNT] = {0}, g[AGAIN_COUNT] = {0};
	static const char *const who[ROLE_COUNT] = {
		"calling", "called", "target", "second target"
	};

	for (unsigned i = 0; i < total.all.posted; i++) {
		struct mood m;
		party_draw(&m, opt.first + i, role);
		a[m.answer]++;
		g[m.again]++;
	}
	printf("moods of the %s (a later one may not be reached):\n",
	       who[role]);
	for (int i = 0; i < ANSWER_COUNT; i++)
		printf("  %-44s %12u\n", answer_names[i], a[i]);
	for (int i = 0; i < AGAIN_COUNT; i++)
		printf("  %-44s %12u\n", again_names[i], g[i]);
}

static void print_parties(void)
{
	for (int i = 0; i < ROLE_COUNT; i++)
		print_party((enum role)i);
	printf("what phones asked by themselves, and how often the answer was"
	       " 2xx:\n");
	for (int i = 0; i < MOVE_COUNT; i++)
		printf("  %-44s %12llu %12llu\n", move_names[i],
		       (unsigned long long)total.asked[i],
		       (unsigned long long)total.asked_ok[i]);
}

static int print_json(double seconds)
{
	FILE *f = fopen(opt.json, "w");

	if (!f) {
		perror(opt.json);
		return -1;
	}
	fprintf(f, "{\n\"label\": \"%s\",\n\"seconds\": %.3f", opt.label,
		seconds);
	for (unsigned i = 0; i < nrows; i++)
		fprintf(f, ",\n\"%s\": %.10g", rows[i].key, rows[i].value);
	fprintf(f, "\n}\n");
	if (fclose(f) != 0) {
		perror(opt.json);
		return -1;
	}
	return 0;
}

int report_print(const struct window *w)
{
	window_rows(w);
	process_rows(w);
	unsigned measured = nrows;
	run_rows(w);
	end_rows();
	printf("%s%smeasured over %.1f s:\n", opt.label,
	       *opt.label ? ": " : "", w->seconds);
	for (unsigned i = 0; i < nrows; i++) {
		if (i == measured)
			printf("the whole run:\n");
		printf("  %-44s %12.*f\n", rows[i].text,
		       rows[i].value == (double)(long long)rows[i].value ? 0 :
		       3, rows[i].value);
	}
	if (opt.random && opt.flow == FLOW_INVITE)
		print_parties();
	else if (opt.random)
		print_moods();
	return opt.json ? print_json(w->seconds) : 0;
}
