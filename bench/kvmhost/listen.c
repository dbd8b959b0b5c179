// SPDX-License-Identifier: GPL-2.0
/* What one guest says; see listen.h. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cell.h"
#include "channel.h"
#include "hostview.h"
#include "listen.h"
#include "mail_read.h"
#include "paths.h"
#include "plug.h"
#include "qemu_words.h"
#include "reasons.h"
#include "rules.h"
#include "second_vm.h"
#include "record_fields.h"
#include "timeline.h"
#include "verify.h"
#include "witness.h"

/* A record with DETAILS_MAX details, each below 128 bytes, output, and all else. */
#define LINE_MAX_BYTES (64 * 1024 + DETAILS_MAX * 128 + RECORD_OUTPUT_MAX * 6)

static bool is_expected(const struct talk *t, const char *name, bool boot)
{
	const struct cells *cells = t->cells;

	return boot || (cells_jobs_left(cells) &&
			!strcmp(name, cells->host->job[cells->job].workload->name));
}

static const char *string(const json_t *obj, const char *key)
{
	return json_string_value(json_object_get(obj, key));
}

static void take_record(struct talk *t, json_t *record)
{
	struct cells *cells = t->cells;
	const char *name = string(record, "workload");
	bool boot = cells_boots_left(cells) && !t->boot_record &&
		    !strcmp(name, "boot");
	bool ok = !strcmp(string(record, "status"), "ok");
	const char *why = hostview_complaint();
	struct sentence differs;

	if (!is_expected(t, name, boot)) {
		channel_say(LINE_DAMAGED, "from the guest: a record of '%s', which it was not asked to run",
			    name);
		return;
	}
	if (!why && ok)
		why = verify_exits(cells->host, record, boot);
	if (!why && ok && cells->host->verify &&
	    witness_add(record, &differs))
		why = differs.text;
	if (!why && ok && hostview_starved(&differs))
		why = differs.text;
	t->refused = why;
	if (why)
		cell_refuse(record, why);
	if (ok && !why)
		host_memory_end(t->memory, record);
	if (boot) {
		timeline_end(ok && !why ? record : NULL);
		t->timer = -1;
		/* A line this long would interrupt what the guest runs next. */
		t->boot_record = json_incref(record);
		cells_next_boot(cells);
		return;
	}
	cells_hand_on(cells, json_incref(record));
	cells->rep++;
	if (!strcmp(string(record, "status"), "skipped"))
		cells_skip_job(cells, record);
	else if (strcmp(string(record, "status"), "ok"))
		cells_fail_job(cells, cells->rep);
	else if (cells->rep == cells->host->reps)
		cells_next_job(cells);
}

/* What a second VM has not done, the guest cannot have noticed. */
static void hand_on_check(json_t *check)
{
	struct sentence why, evidence;

	if (!strcmp(string(check, "rule"), RULE_ISOLATION) &&
	    strcmp(string(check, "verdict"), "SKIP") &&
	    second_vm_ended(&why)) {
		sentence_set(&evidence, 0, "no second VM: %.200s", why.text);
		json_object_set_new(check, "verdict", json_string("SKIP"));
		json_object_set_new(check, "evidence",
				    json_string(evidence.text));
	}
	channel_emit(LINE_CHECK, json_incref(check));
}

/* 0 to go on; a negative errno with @why if no guest of this host can run. */
static int take_message(struct talk *t, enum line_type type, json_t *obj,
			struct sentence *why)
{
	const struct cells *cells = t->cells;
	const char *wrong = NULL;

	switch (type) {
	case LINE_HELLO:
		t->booted = true;
		wrong = verify_hello(cells->host, obj);
		break;
	case LINE_PLUG:
		plug_vcpus(guest_vcpus(cells->host, &t->has));
		break;
	case LINE_SECOND:
		second_vm_start();
		break;
	case LINE_CHECK:
		hand_on_check(obj);
		break;
	case LINE_RECORD:
		take_record(t, obj);
		break;
	case LINE_OVERHEAD:
		json_object_set_new(obj, "variant", json_string(t->variant));
		channel_emit(type, json_incref(obj));
		break;
	case LINE_CALIBRATED:
		if (cells_jobs_left(cells))
			cells_next_job(t->cells);
		channel_emit(type, json_incref(obj));
		break;
	case LINE_START:
		host_memory_begin(t->memory);
		if (cells->host->verify)
			witness_start();
		channel_emit(type, json_incref(obj));
		break;
	case LINE_BYE:
		t->said_bye = true;
		hostview_print(cells->host);
		hostview_complaint();
		wrong = json_string_value(json_object_get(obj, "error"));
		break;
	default:
		channel_emit(type, json_incref(obj));
	}
	return wrong ? sentence_set(why, -EPROTO, "%s", wrong) : 0;
}

static int take_line(struct talk *t, const char *line, struct sentence *why)
{
	char *mail = mail_read(line, GUEST_DISK, why);
	enum line_type type;
	json_t *obj = NULL;
	int err;

	if (!why->text[0])
		obj = line_open(mail ? mail : line, STAGE_GUEST, &type, why);
	free(mail);

	if (!obj) {
		channel_say(LINE_DAMAGED, "from the guest: %s", why->text);
		return 0;
	}
	err = take_message(t, type, obj, why);
	json_decref(obj);
	return err;
}

static time_t now_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec;
}

/* Whether this guest has a cell left to do; or, without cells, something to say. */
static bool is_owed(const struct talk *t)
{
	const struct cells *cells = t->cells;
	struct guest_needs next;

	if (!t->booted || cells->host->check || cells->host->overhead ||
	    (cells_boots_left(cells) && !t->boot_record))
		return true;
	if (!cells_jobs_left(cells))
		return false;
	next = cells_needs(cells, cells->job);
	return cells_same_needs(&next, &t->has);
}

/* Seconds in which a guest says goodbye behind its last record, and ends. */
#define GOODBYE_S 10

/* How many seconds the guest may be silent. */
static unsigned int timeout_s(const struct talk *t)
{
	const struct job *job = &t->cells->host->job[t->cells->job];
	int64_t ms = 0;

	if (!is_owed(t) && t->cells->host->timeout_s > GOODBYE_S)
		return GOODBYE_S;
	if (t->booted && cells_jobs_left(t->cells) && job->workload->duration_ms)
		ms = job->workload->duration_ms(job->param);
	/* The warm-ups and the first repetition are one silence. */
	return t->cells->host->timeout_s +
	       (t->cells->host->warmup + 1) * ms / 1000;
}

bool talk_in_boot(const struct talk *t)
{
	return !t->booted || (!cells_jobs_left(t->cells) && !t->boot_record);
}

static void fail_current(struct talk *t, const char *error)
{
	if (is_owed(t))
		cells_fail_current(t->cells, talk_in_boot(t), error);
	else
		sentence_set(&t->cells->late, 0,
			     "%s, behind the last of its records, which are kept",
			     error);
}

static void fail_silent(struct talk *t)
{
	char *error = format_text("%s for %u s of the KVM host's time",
				  !t->booted ? "no sign of the guest" :
				  is_owed(t) ? "no record" :
					       "the guest was silent",
				  timeout_s(t));

	t->silent = true;
	fail_current(t, error);
	free(error);
}

/* After so much silence QEMU and the kernel are asked: a look costs the guest time. */
#define SILENCE_S 2

/* Whether QEMU says that this guest is dead; then that is why its cell failed. */
static bool is_dead(struct talk *t)
{
	char *words = qemu_words(QEMU_MESSAGES, false), *error;

	if (!words)
		return false;
	error = format_text("QEMU stopped the guest: %s", words);
	fail_current(t, error);
	free(error);
	free(words);
	return true;
}

static void fail_ended(struct talk *t)
{
	const char *what = !t->booted ? "the guest did not boot" :
			   is_owed(t) ? "the guest ended in the middle" :
					"the guest ended without a goodbye";
	char *words = NULL, *error;
	struct sentence starved;

	if (hostview_starved(&starved)) {
		error = format_text("%s; %s", what, starved.text);
	} else {
		words = qemu_words(QEMU_MESSAGES, true);
		error = format_text("%s%s%s%s", what,
				    words ? "; QEMU said: " : "",
				    words ? words : "",
				    words && strstr(words, "Cannot allocate memory") ?
				    "; the KVM host has too little: " CRASH_NO_MEMORY : "");
	}
	fail_current(t, error);
	free(error);
	free(words);
}

int listen_to(struct talk *t, const struct guest *guest, struct sentence *why)
{
	static char buf[LINE_MAX_BYTES];
	time_t since = now_s();
	char *line, *end;
	size_t used = 0;
	int err = 0;
	ssize_t n;

	for (;;) {
		struct pollfd pfd[2] = {
			{ guest->channel, POLLIN, 0 }, { t->timer, POLLIN, 0 },
		};

		n = poll(pfd, 2, 200);
		if (t->cells->host->verify)
			witness_look();
		if (n > 0 && pfd[1].revents)
			timeline_sample();
		if (n <= 0 || !pfd[0].revents) {
			/* Behind a crash all that comes is worth nothing. */
			if (now_s() - since >= SILENCE_S &&
			    (hostview_crash()->n || is_dead(t)))
				return 0;
			if (now_s() - since < timeout_s(t))
				continue;
			fail_silent(t);
			return 0;
		}
		n = read(guest->channel, buf + used, sizeof(buf) - 1 - used);
		if (n <= 0)
			break;
		since = now_s();
		used += n;
		buf[used] = 0;
		for (line = buf; (end = strchr(line, '\n')); line = end + 1) {
			*end = 0;
			err = take_line(t, line, why);
			if (err || t->refused)
				return err;
		}
		used = buf + used - line;
		memmove(buf, line, used);
		if (used == sizeof(buf) - 1)
			used = 0;
	}
	if (!t->said_bye)
		fail_ended(t);
	return 0;
}
