// SPDX-License-Identifier: GPL-2.0
/* What one guest says; see listen.h. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "channel.h"
#include "hostview.h"
#include "listen.h"
#include "plug.h"
#include "reasons.h"
#include "record.h"
#include "timeline.h"
#include "verify.h"

/* A record with DETAILS_MAX details, each below 128 bytes, and all else. */
#define LINE_MAX_BYTES (64 * 1024 + DETAILS_MAX * 128)

/* Gives a record that contradicts the mode the status that it deserves. */
static void refuse(json_t *record, const char *why)
{
	json_object_set_new(record, "status", json_string("failed"));
	json_object_set_new(record, "error", json_string(why));
	json_object_set_new(record, "ops", json_integer(0));
	json_object_set_new(record, "elapsed_cycles", json_integer(0));
	json_object_set_new(record, "exits", json_integer(0));
	json_object_set_new(record, "reasons", json_array());
}

static void take_record(struct talk *t, json_t *record)
{
	const char *name =
		json_string_value(json_object_get(record, "workload"));
	bool boot = cells_boots_left(t->cells) && !t->boot_record && name &&
		!strcmp(name, "boot");
	const char *why = hostview_complaint();
	const char *status =
		json_string_value(json_object_get(record, "status"));
	bool ok = status && !strcmp(status, "ok");

	if (!name || (!boot && (!cells_jobs_left(t->cells) ||
				strcmp(name, t->cells->host->job[t->cells->job].workload->name)))) {
		channel_say("damaged", "from the guest: a record of '%s', which it was not to run now",
			    name ? name : "nothing");
		return;
	}
	if (!why && ok)
		why = verify_exits(t->cells->host, record, boot);
	t->refused = why;
	if (why)
		refuse(record, why);
	if (boot) {
		timeline_end(ok && !why ? record : NULL);
		t->timer = -1;
	}
	status = json_string_value(json_object_get(record, "status"));
	why = !status ? "failed" : strcmp(status, "ok") ? status : NULL;
	if (boot) {
		/* So long a line would interrupt what this guest runs next. */
		t->boot_record = json_incref(record);
		cells_next_boot(t->cells);
		return;
	}
	cells_hand_on(t->cells, json_incref(record));
	t->cells->rep++;
	if (why && !strcmp(why, "skipped"))
		cells_skip_job(t->cells, record);
	else if (why)
		cells_fail_job(t->cells, t->cells->rep);
	else if (t->cells->rep == t->cells->host->reps)
		cells_next_job(t->cells);
}

/* Returns 0 to go on; else no guest of this host will do, for the reason @why. */
static int take_line(struct talk *t, const char *line, struct sentence *why)
{
	const struct cells *cells = t->cells;
	const char *wrong, *type;
	json_t *obj = record_open(line, &wrong);

	if (!obj) {
		channel_say("damaged", "from the guest: %s: '%.200s'", wrong,
			    line);
		return 0;
	}
	wrong = NULL;
	type = json_string_value(json_object_get(obj, "type"));
	if (!type) {
		channel_say("damaged", "from the guest: no type: '%.200s'",
			    line);
	} else if (!strcmp(type, "hello")) {
		t->booted = true;
		wrong = verify_hello(cells->host, obj);
	} else if (!strcmp(type, "overhead")) {
		json_object_set_new(obj, "variant", json_string(t->variant));
		channel_emit(json_incref(obj));
	} else if (!strcmp(type, "record")) {
		take_record(t, obj);
	} else if (!strcmp(type, "start") || !strcmp(type, "check")) {
		channel_emit(json_incref(obj));
	} else if (!strcmp(type, "plug")) {
		plug_vcpus(guest_vcpus(cells->host, &t->has));
	} else if (!strcmp(type, "calibrated") && cells_jobs_left(cells)) {
		channel_emit(json_incref(obj));
		cells_next_job(t->cells);
	} else if (!strcmp(type, "bye")) {
		t->said_bye = true;
		hostview_print(cells->host);
		hostview_complaint();
		wrong = json_string_value(json_object_get(obj, "error"));
	}
	if (wrong)
		sentence_set(why, 0, "%s", wrong);
	json_decref(obj);
	return wrong ? -EPROTO : 0;
}

static time_t now_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec;
}

/* Seconds of silence that the cell being run may take. */
static unsigned int timeout_s(const struct talk *t)
{
	const struct job *job = &t->cells->host->job[t->cells->job];
	int64_t ms = 0;

	if (t->booted && cells_jobs_left(t->cells) && job->workload->duration_ms)
		ms = job->workload->duration_ms(job->param);
	/* The warm-up and the first repetition are one silence. */
	return t->cells->host->timeout_s + 2 * ms / 1000;
}

bool talk_in_boot(const struct talk *t)
{
	return !t->booted || (!cells_jobs_left(t->cells) && !t->boot_record);
}

static void fail_current(struct talk *t, const char *error)
{
	cells_fail_current(t->cells, talk_in_boot(t), error);
}

static void fail_silent(struct talk *t)
{
	char *error = format_text("%s for %u s of the KVM host's time",
				  t->booted ? "no record" :
					      "no sign of the guest",
				  timeout_s(t));

	fail_current(t, error);
	free(error);
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
		if (n > 0 && pfd[1].revents)
			timeline_sample();
		if (n <= 0 || !pfd[0].revents) {
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
		fail_current(t, t->booted ? "the guest ended in the middle" :
					    "the guest did not boot");
	return 0;
}
