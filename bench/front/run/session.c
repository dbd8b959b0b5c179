// SPDX-License-Identifier: GPL-2.0
/* One KVM host at work; see session.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib.h>

#include "base.h"
#include "cell.h"
#include "cell_record.h"
#include "console.h"
#include "line.h"
#include "parse_refuses.h"
#include "record.h"
#include "session.h"
#include "worker.h"

/* Of the KVM host: its root file system and one guest fit. */
#define HOST_MEMORY_MIB 1024

#define LAST_LINES 12

int session_init(struct session *s, const struct plan *plan, unsigned int mode,
		 const char *work)
{
	g_autofree char *walks = format_text("%s/walks", work);

	*s = (struct session){ .plan = plan, .mode = mode, .part = *plan };
	s->dir = strdup(work);
	s->console = format_text("%s/console", work);
	s->channel = format_text("%s/channel", work);
	s->worker = worker_words(plan, mode);
	s->plugin = walks_plugin(plan, plan->paging[mode], walks);
	walks_init(&s->walks, walks);
	s->cells = calloc(plan->nr_jobs * plan->reps, sizeof(*s->cells));
	s->kept = calloc(plan->nr_jobs * plan->reps, sizeof(*s->kept));
	if (!s->dir || !s->cells || !s->kept)
		abort();
	if (mkdir(work, 0755) && errno != EEXIST) {
		int err = errno;

		fprintf(stderr, "exitbench: create '%s': %s\n", work,
			strerror(err));
		session_free(s);
		return -err;
	}
	unlink(s->console);
	unlink(s->channel);
	s->machine = (struct machine){
		.rig = plan->rig, .plan = &s->part, .name = plan_paging(plan, mode),
		.dir = s->dir, .worker = (const char *const *)s->worker,
		.memory_mib = HOST_MEMORY_MIB, .plugin = s->plugin,
		.console = s->console, .channel = s->channel,
	};
	return 0;
}

/* A boot is no bracket of the plugin's. */
static void add_bracket(struct session *s, json_t *record)
{
	const char *status = json_string_value(json_object_get(record, "status"));
	const char *name = json_string_value(json_object_get(record, "workload"));
	json_t *bracket = s->plugin ? walks_take(&s->walks, record) : NULL;
	struct sentence why;

	if (!s->plugin || strcmp(status, "ok") || !strcmp(name, "boot"))
		goto out;
	if (s->plan->walks && walks_add(record, bracket, &why))
		fprintf(stderr, "exitbench: %s: %s: %s\n", s->machine.name,
			s->doing, why.text);
	if (s->plan->vmruns &&
	    walks_add_vmruns(s->plan->rig->vendor, record, bracket, &why))
		cell_refuse(record, why.text);
out:
	json_decref(bracket);
}

/* Whether the KVM host was where the plan put it; NULL, or the wrong field. */
static const char *misplaced(const struct session *s, const json_t *record)
{
	const struct {
		const char *key, *want;
	} place[] = {
		{ "vendor", vendor_name(s->plan->rig->vendor) },
		{ "paging", plan_paging(s->plan, s->mode) },
		{ "machine", s->plan->machine },
	};

	for (size_t i = 0; i < sizeof(place) / sizeof(*place); i++)
		if (strcmp(json_string_value(json_object_get(record,
							     place[i].key)),
			   place[i].want))
			return place[i].key;
	return NULL;
}

/* Which cell @record belongs to; -ENOENT if to none that is owed or may come again. */
static int find_cell(const struct session *s, const json_t *record)
{
	const char *name =
		json_string_value(json_object_get(record, "workload"));
	json_int_t rep = json_integer_value(json_object_get(record, "rep"));
	const struct plan *plan = s->plan;
	unsigned int i;
	json_t *want;
	int equal, cell;

	if (rep >= plan->reps)
		return -ENOENT;
	for (i = 0; i < plan->nr_jobs; i++) {
		if (strcmp(plan->job[i].workload->name, name))
			continue;
		want = cell_params(&plan->job[i]);
		equal = json_equal(want, json_object_get(record, "params"));
		json_decref(want);
		cell = i * plan->reps + rep;
		if (equal && (!s->cells[cell] || s->kept[cell]))
			return cell;
	}
	return -ENOENT;
}

/* What a report would leave out is no good cell. Takes @record; a new object. */
static json_t *refuse_bad(const struct session *s, int cell, json_t *record)
{
	struct sentence why;

	if (parse_refuses(record, &why) != -EBADMSG)
		return record;
	fprintf(stderr, "exitbench: %s: %s: its record contradicts itself: %s\n",
		s->machine.name, s->doing, why.text);
	json_decref(record);
	return cell_record_failed(s->plan, s->mode, s->kernel, cell, why.text,
				  NULL);
}

static void settle(struct session *s, int cell, json_t *record,
		   session_record done, void *arg)
{
	s->cells[cell] = record;
	s->done++;
	done(s, record, arg);
}

void session_keep(struct session *s, json_t *record)
{
	const char *status =
		json_string_value(json_object_get(record, "status"));
	const char *rig = json_string_value(json_object_get(record, "rig"));
	int cell = misplaced(s, record) ? -ENOENT : find_cell(s, record);

	if (cell < 0 || s->cells[cell] || !strcmp(status, "failed") ||
	    strcmp(rig, s->plan->rig->name))
		return;
	s->cells[cell] = json_incref(record);
	s->kept[cell] = true;
}

static bool owes(const struct session *s, unsigned int job)
{
	for (unsigned int rep = 0; rep < s->plan->reps; rep++)
		if (!s->cells[job * s->plan->reps + rep])
			return true;
	return false;
}

void session_resume(struct session *s, bool ran)
{
	const struct plan *plan = s->plan;
	unsigned int j, n = 0;

	for (j = 0; j < plan->nr_jobs; j++)
		if (owes(s, j))
			s->part.job[n++] = plan->job[j];
	s->whole = s->over = !n && ran;
	if (!n || !plan->rig->real) {
		s->part = *plan;
		return;
	}
	s->part.nr_jobs = n;
	g_strfreev(s->worker);
	s->worker = worker_words(&s->part, s->mode);
	s->machine.worker = (const char *const *)s->worker;
}

bool session_awaits(const struct session *s, unsigned int cell)
{
	unsigned int job = cell / s->plan->reps;

	return !s->cells[cell] ||
	       (s->kept[cell] && !s->over &&
		(!s->plan->rig->real || owes(s, job)));
}

/* The last lines of the KVM host's console, a new array; of a crash, its first. */
static json_t *last_lines(const struct session *s)
{
	json_t *lines;

	if (s->crash.n)
		return crash_lines(&s->crash);
	lines = json_array();
	console_append(lines, s->console, LAST_LINES);
	return lines;
}

static bool owes_any(const struct session *s)
{
	for (unsigned int j = 0; j < s->plan->nr_jobs; j++)
		if (owes(s, j))
			return true;
	return false;
}

/* Fails every cell that is still owed. @console, the last lines, may be NULL. */
static void fail_owed(struct session *s, const char *error, json_t *console,
		      session_record done, void *arg)
{
	const struct plan *plan = s->plan;
	json_t *lines = console ? json_incref(console) : last_lines(s);
	unsigned int i;

	for (i = 0; i < plan->nr_jobs * plan->reps; i++) {
		if (s->cells[i])
			continue;
		settle(s, i, cell_record_failed(plan, s->mode, s->kernel, i,
						error, lines), done, arg);
	}
	json_decref(lines);
	s->over = true;
}

/* Once is enough: it is so for every record. */
static void look_for_pmu(struct session *s, const json_t *record)
{
	const char *lost = json_string_value(json_object_get(
		json_object_get(record, "pmu_walks"), "lost"));

	if (lost && !s->said_no_pmu)
		fprintf(stderr, "exitbench: %s: page walks are not counted: %s\n",
			s->machine.name, lost);
	s->said_no_pmu |= !!lost;
}

static void damaged(struct session *s, const char *text)
{
	fprintf(stderr, "exitbench: %s: damaged line rejected: %s\n",
		s->machine.name, text);
	s->damaged++;
}

/* Facts may come in several messages; the first that names the kernel counts. */
static void take_facts(struct session *s, const json_t *obj)
{
	if (!s->facts)
		s->facts = json_object();
	json_object_update(s->facts, json_object_get(obj, "facts"));
	if (!s->kernel)
		s->kernel = json_incref(json_object_get(obj, "kernel"));
}

/*
 * What was kept stays, and must be what comes where equal runs are equal. Frees
 * @record.
 */
static void compare_kept(struct session *s, int cell, json_t *record)
{
	s->kept[cell] = false;
	s->done++;
	if (!s->plan->rig->real && !json_equal(record, s->cells[cell])) {
		s->differs++;
		fprintf(stderr, "exitbench: %s: %s rep %u: it came again as another record than the one that is kept; begin a new run\n",
			s->machine.name,
			s->plan->job[cell / s->plan->reps].workload->name,
			cell % s->plan->reps);
	}
	json_decref(record);
}

static void take_record(struct session *s, json_t *record,
			session_record done, void *arg)
{
	const char *wrong = misplaced(s, record);
	int cell = find_cell(s, record);

	if (wrong) {
		g_autofree char *text = format_text(
			"a record whose '%s' is not the one asked for", wrong);

		damaged(s, text);
	} else if (cell < 0) {
		damaged(s, "a record of no cell that was asked for");
	} else {
		add_bracket(s, record);
		look_for_pmu(s, record);
		record = refuse_bad(s, cell, cell_record(s->plan, s->kernel,
							 record));
		if (s->kept[cell])
			compare_kept(s, cell, record);
		else
			settle(s, cell, record, done, arg);
	}
	s->doing[0] = 0;
}

static void take_message(struct session *s, enum line_type type, json_t *obj,
			 session_record done, void *arg)
{
	const char *text = json_string_value(json_object_get(obj, "text"));

	switch (type) {
	case LINE_RECORD:
		take_record(s, obj, done, arg);
		break;
	case LINE_START:
		snprintf(s->doing, sizeof(s->doing), "%s rep %d",
			 json_string_value(json_object_get(obj, "workload")),
			 (int)json_integer_value(json_object_get(obj, "rep")));
		break;
	case LINE_VERIFIED:
		json_decref(s->verified);
		s->verified = json_incref(obj);
		break;
	case LINE_FACTS:
		take_facts(s, obj);
		break;
	case LINE_DAMAGED:
		damaged(s, text);
		break;
	case LINE_CHECK:
	case LINE_OVERHEAD:
	case LINE_CALIBRATED:
		s->answers++;
		if (s->plan->answer)
			s->plan->answer(obj);
		break;
	case LINE_FATAL:
		sentence_set(&s->failed, 0, "%s", text);
		/* Else the records have it. */
		if (!owes_any(s))
			fprintf(stderr, "exitbench: %s: %s\n",
				s->machine.name, text);
		fail_owed(s, text, json_object_get(obj, "console"), done, arg);
		break;
	case LINE_END:
		fail_owed(s, "the KVM host ended without a record of it", NULL,
			  done, arg);
		break;
	default:	/* the guest's, which line_open() refuses */
		break;
	}
}

static void take_line(struct session *s, const char *line,
		      session_record done, void *arg)
{
	struct sentence why;
	enum line_type type;
	json_t *obj = line_open(line, STAGE_KVMHOST, &type, &why);

	if (!obj) {
		damaged(s, why.text);
		return;
	}
	take_message(s, type, obj, done, arg);
	json_decref(obj);
}

/* Takes the whole lines that the channel has grown by. */
static void take_lines(struct session *s, session_record done, void *arg)
{
	FILE *file = fopen(s->channel, "r");
	char *line, *end;
	size_t n;

	if (!file)
		return;
	fseek(file, s->channel_pos, SEEK_SET);
	for (;;) {
		s->partial = realloc(s->partial, s->partial_len + 65536 + 1);
		if (!s->partial)
			abort();
		n = fread(s->partial + s->partial_len, 1, 65536, file);
		if (!n)
			break;
		s->channel_pos += n;
		s->partial_len += n;
		s->partial[s->partial_len] = 0;
		clock_gettime(CLOCK_MONOTONIC, &s->last_sign);
		for (line = s->partial; (end = strchr(line, '\n')); line = end + 1) {
			*end = 0;
			if (!s->over)
				take_line(s, line, done, arg);
		}
		s->partial_len -= line - s->partial;
		memmove(s->partial, line, s->partial_len);
	}
	fclose(file);
}

void session_start(struct session *s, session_record done, void *arg)
{
	clock_gettime(CLOCK_MONOTONIC, &s->last_sign);
	if (s->plan->rig->start(&s->machine)) {
		s->failed = s->machine.why;
		fail_owed(s, s->machine.why.text, NULL, done, arg);
	} else {
		s->started = true;
		s->described = s->plan->rig->describe(&s->machine);
		if (s->machine.note.text[0])
			fprintf(stderr, "exitbench: %s: %s; it boots instead\n",
				s->machine.name, s->machine.note.text);
	}
}

/* What has become of a KVM host that says nothing more. */
static void find_out(struct session *s, int running)
{
	crash_file(&s->crash, s->console);
	if (s->crash.n)
		crash_say(&s->crash, &s->failed);
	else if (running < 0)
		s->failed = s->machine.why;
	else if (running > 0)
		sentence_set(&s->failed, 0, "the KVM host was silent for %u s",
			     plan_stall_s(s->plan));
	else
		sentence_set(&s->failed, 0, "the KVM host ended in the middle");
}

static bool stalled(const struct session *s)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec - s->last_sign.tv_sec > plan_stall_s(s->plan);
}

void session_poll(struct session *s, session_record done, void *arg)
{
	int running;

	if (s->over)
		return;
	running = s->plan->rig->poll(&s->machine);
	take_lines(s, done, arg);
	if (s->over) {
		session_stop(s);
		return;
	}
	if (running > 0 && !stalled(s))
		return;

	session_stop(s);
	find_out(s, running);
	fail_owed(s, s->failed.text, NULL, done, arg);
}

void session_stop(struct session *s)
{
	if (s->started)
		s->plan->rig->stop(&s->machine);
	s->started = false;
}

void session_free(struct session *s)
{
	unsigned int i;

	for (i = 0; i < s->plan->nr_jobs * s->plan->reps; i++)
		json_decref(s->cells[i]);
	json_decref(s->verified);
	json_decref(s->facts);
	json_decref(s->kernel);
	free(s->cells);
	free(s->kept);
	free(s->partial);
	walks_free(&s->walks);
	g_free(s->plugin);
	free(s->dir);
	free(s->console);
	free(s->channel);
	g_strfreev(s->worker);
	free(s->described);
}
