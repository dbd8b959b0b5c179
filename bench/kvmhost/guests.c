// SPDX-License-Identifier: GPL-2.0
/*
 * Runs all jobs. One guest runs all workloads with all their repetitions, up to
 * one that wants another guest; further guests give `boot` its repetitions. A
 * guest that hangs or dies costs the cell that it was in; a fresh one goes on
 * behind it.
 */
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cells.h"
#include "kvmhost.h"
#include "record.h"

/* How long QEMU may take to end when its guest has said goodbye. */
#define END_TIMEOUT_S 20

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

static void take_record(struct progress *p, json_t *record)
{
	const char *name =
		json_string_value(json_object_get(record, "workload"));
	bool boot = cells_boots_left(p) && !p->boot_record && name &&
		!strcmp(name, "boot");
	const char *why = hostview_complaint();
	const char *status =
		json_string_value(json_object_get(record, "status"));
	bool ok = status && !strcmp(status, "ok");

	if (!name || (!boot && (!cells_jobs_left(p) ||
				strcmp(name, p->host->job[p->job].workload->name)))) {
		channel_say("damaged", "from the guest: a record of '%s', which it was not to run now",
			    name ? name : "nothing");
		return;
	}
	if (!why && ok)
		why = verify_exits(p->host, record, boot);
	p->refused = why;
	if (why)
		refuse(record, why);
	if (boot) {
		timeline_end(ok && !why ? record : NULL);
		p->timer = -1;
	}
	status = json_string_value(json_object_get(record, "status"));
	why = !status ? "failed" : strcmp(status, "ok") ? status : NULL;
	if (boot) {
		/* So long a line would interrupt what this guest runs next. */
		p->boot_record = json_incref(record);
		cells_next_boot(p);
		return;
	}
	cell_hand_on(p->host, json_incref(record));
	p->rep++;
	if (why && !strcmp(why, "skipped"))
		cells_skip_job(p, record);
	else if (why)
		cells_fail_job(p, p->rep);
	else if (p->rep == p->host->reps)
		cells_next_job(p);
}

/* Returns NULL to go on, or why no guest of this host will do. */
static const char *take_line(struct progress *p, const char *line)
{
	const char *why, *type;
	json_t *obj = record_open(line, &why);

	if (!obj) {
		channel_say("damaged", "from the guest: %s: '%.200s'", why,
			    line);
		return NULL;
	}
	why = NULL;
	type = json_string_value(json_object_get(obj, "type"));
	if (!type) {
		channel_say("damaged", "from the guest: no type: '%.200s'",
			    line);
	} else if (!strcmp(type, "hello")) {
		p->booted = true;
		why = verify_hello(p->host, obj);
	} else if (!strcmp(type, "overhead")) {
		json_object_set_new(obj, "variant",
			json_string(overhead_variant(p->variant)));
		channel_emit(json_incref(obj));
	} else if (!strcmp(type, "record")) {
		take_record(p, obj);
	} else if (!strcmp(type, "start") || !strcmp(type, "check")) {
		channel_emit(json_incref(obj));
	} else if (!strcmp(type, "plug")) {
		plug_vcpus(qemu_vcpus(p->host, &p->has));
	} else if (!strcmp(type, "calibrated") && cells_jobs_left(p)) {
		channel_emit(json_incref(obj));
		cells_next_job(p);
	} else if (!strcmp(type, "bye")) {
		p->said_bye = true;
		hostview_print(p->host);
		hostview_complaint();
		if (json_object_get(obj, "error"))
			why = "the KVM under the guest does not serve VM-exit counters, or the guest was given bad options";
	}
	json_decref(obj);
	return why;
}

static time_t now_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec;
}

/* Seconds of silence that the cell being run may take. */
static unsigned int timeout_s(const struct progress *p)
{
	const struct job *job = &p->host->job[p->job];
	int64_t ms = 0;

	if (p->booted && cells_jobs_left(p) && job->workload->duration_ms)
		ms = job->workload->duration_ms(job->param);
	/* The warm-up and the first repetition are one silence. */
	return p->host->timeout_s + 2 * ms / 1000;
}

/*
 * Takes lines until the guest ends. Returns NULL, or why no guest of this host
 * will do. What goes wrong in a cell is recorded there.
 */
static const char *listen(struct progress *p, struct qemu *qemu)
{
	static char buf[LINE_MAX_BYTES];
	size_t used = 0;
	const char *why = NULL;
	time_t since = now_s();
	char *line, *end, error[128];
	ssize_t n;

	while (!why) {
		struct pollfd pfd[2] = {
			{ qemu->channel, POLLIN, 0 }, { p->timer, POLLIN, 0 },
		};

		n = poll(pfd, 2, 200);
		if (n > 0 && pfd[1].revents)
			timeline_sample();
		if (n <= 0 || !pfd[0].revents) {
			if (now_s() - since < timeout_s(p))
				continue;
			snprintf(error, sizeof(error),
				 "%s for %u s of the KVM host's time",
				 p->booted ? "no record" : "no sign of the guest",
				 timeout_s(p));
			cells_fail_current(p, error);
			return NULL;
		}
		n = read(qemu->channel, buf + used, sizeof(buf) - 1 - used);
		if (n <= 0)
			break;
		since = now_s();
		used += n;
		buf[used] = 0;
		for (line = buf; !why && (end = strchr(line, '\n')); line = end + 1) {
			*end = 0;
			why = take_line(p, line);
			if (p->refused)
				return why;
		}
		used = buf + used - line;
		memmove(buf, line, used);
		if (used == sizeof(buf) - 1)
			used = 0;
	}
	if (!why && !p->said_bye)
		cells_fail_current(p, p->booted ? "the guest ended in the middle" :
					    "the guest did not boot");
	return why;
}

/*
 * The words for the guest's /init: what is left to do. All workloads are one
 * word, for a kernel takes no more than 32 (CONFIG_INIT_ENV_ARG_LIMIT).
 */
static void guest_args(const struct progress *p, char *args, size_t len)
{
	struct guest_needs needs;
	unsigned int j, vcpus;
	size_t used;

	vcpus = qemu_vcpus(p->host, &p->has);
	used = qemu_plugs(vcpus) ? snprintf(args, len, "--vcpus=%u ", vcpus) : 0;
	if (p->host->check || p->host->overhead) {
		snprintf(args + used, len - used, p->host->check ?
			 "--check-abi" : "--overhead");
		return;
	}
	used += snprintf(args + used, len - used, "--reps=%u --first-rep=%u",
			 p->host->reps, p->rep);
	if (p->host->calibrate)
		used += snprintf(args + used, len - used, " --calibrate");
	if (p->host->command)
		used += snprintf(args + used, len - used, " --command=%s",
				 p->host->command);
	if (cells_boots_left(p)) {
		used += snprintf(args + used, len - used, " --boot-rep=%u ",
				 p->boot_rep);
		job_format(&p->host->job[p->boot], args + used, len - used);
		used += strlen(args + used);
	} else {
		used += snprintf(args + used, len - used, " ");
	}
	for (j = p->job; j < p->host->nr_jobs && used < len - 1; j++) {
		if (cells_is_boot(p->host, j))
			continue;
		needs = cells_needs(p, j);
		if (!cells_same_needs(&needs, &p->has))
			break;
		used += snprintf(args + used, len - used, ",");
		job_format(&p->host->job[j], args + used, len - used);
		used += strlen(args + used);
	}
}

/* One guest with nothing but @args in it. NULL, or why it did not work. */
static const char *run_one(struct progress *p, char *error, size_t len)
{
	const struct progress before = *p;
	struct qemu qemu = { 0 };
	int64_t interval;
	const char *why;
	char args[4096];

	p->booted = p->said_bye = p->refused = false;
	guest_args(p, args, sizeof(args));
	interval = cells_boots_left(p) ? p->host->job[p->boot].param[0] : 0;
	p->has.trace = interval;
	if (qemu_make_disk(error, len) ||
	    qemu_start(p->host, &p->has, args, &qemu, error, len))
		return error;
	p->timer = interval ? timeline_begin(qemu.vm, interval) : -1;
	why = listen(p, &qemu);
	/* Its records were damaged, so those of the next one would be, too. */
	if (!why && p->said_bye && !cells_progressed(&before, p))
		cells_fail_current(p, "the guest ended without a record of it");
	timeline_end(NULL);
	qemu_stop(&qemu, p->said_bye && !why ? END_TIMEOUT_S : 0);
	if (p->boot_record)
		cell_hand_on(p->host, p->boot_record);
	p->boot_record = NULL;
	return why;
}

static void overhead_run(struct kvmhost *host)
{
	struct progress p = {
		.host = host, .boot = -1, .has = { .vcpus = 1 },
	};
	char error[256] = "";
	const char *why = NULL;

	for (; !why && overhead_variant(p.variant); p.variant++) {
		if (overhead_begin(host, p.variant, error, sizeof(error)))
			why = error;
		else
			why = run_one(&p, error, sizeof(error));
		overhead_end(p.variant);
		if (!why && !p.said_bye)
			why = "the guest ended without an answer";
		if (!why)
			why = hostview_complaint();
	}
	if (why)
		channel_say("fatal", "%s", why);
}

void guests_run(struct kvmhost *host)
{
	static const struct guest_needs plain = { .vcpus = 1 };
	struct progress p = { .host = host };
	char error[256] = "";
	const char *why = NULL;
	bool check = host->check;

	hostview_begin();
	if (host->overhead) {
		overhead_run(host);
		return;
	}
	cells_begin(&p);

	if (modules_load(host, error, sizeof(error)))
		why = error;
	else
		facts_emit(host);

	while (!why && (cells_jobs_left(&p) || cells_boots_left(&p) || check)) {
		if (cells_jobs_left(&p) && cells_skip_for_needs(&p))
			continue;
		check = false;
		p.has = cells_boots_left(&p) || !cells_jobs_left(&p) ?
			plain : cells_needs(&p, p.job);
		why = run_one(&p, error, sizeof(error));
	}
	if (!why && host->check)
		why = hostview_complaint();
	if (why)
		cells_fail_rest(&p, why);
	if (why && host->check)
		channel_say("fatal", "%s", why);
}
