// SPDX-License-Identifier: GPL-2.0
/*
 * Runs a workload with few operations, then with more, until it takes long enough
 * to tell how many a repetition can have. Reads no counters.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "calibrate.h"

/* From one try to the next. */
#define STEP 4

struct trial {
	struct job job;
	int count;		/* index of the parameter */
	const char *dir;
	uint64_t (*now)(void);
};

/* How long @n operations take, in ns and never 0; 0 if the workload failed. */
static uint64_t try_count(struct trial *t, int64_t n, struct sentence *why)
{
	const struct workload *workload = t->job.workload;
	struct workload_run run = {
		.workload = workload, .param = t->job.param, .dir = t->dir,
		.rep = -1,
	};
	uint64_t begin = 0, end = 0;
	int64_t ops = 0;

	t->job.param[t->count] = n;
	if (!workload->setup || !workload->setup(&run)) {
		if (!workload->prepare || !workload->prepare(&run)) {
			begin = t->now();
			ops = workload->run(&run);
			end = t->now();
		}
	}
	if (workload->teardown)
		workload->teardown(&run);
	if (ops > 0)
		return end > begin ? end - begin : 1;
	return sentence_set(why, 0, "%s",
			    run.error[0] ? run.error : "it did no operation");
}

/* The largest of 1, 2, 5, 10, 20... that is not above @n. */
static int64_t tidy(int64_t n)
{
	int64_t power = 1;

	while (n / power >= 10)
		power *= 10;
	n /= power;
	return (n >= 5 ? 5 : n >= 2 ? 2 : 1) * power;
}

static int64_t clamp(int64_t n, const struct workload_param *p)
{
	return n < p->min ? p->min : n > p->max ? p->max : n;
}

int64_t calibrate(const struct job *job, const char *dir, uint64_t (*now)(void),
		  struct sentence *why)
{
	struct trial t = {
		*job, workload_count_param(job->workload), dir, now,
	};
	const struct workload_param *p = &job->workload->params[t.count];
	int64_t n = clamp(1, p), good = 0;
	uint64_t ns;

	/* What it touches for the first time must not count. */
	if (!try_count(&t, n, why))
		return 0;
	for (;;) {
		ns = try_count(&t, n, why);
		if (!ns)	/* this many fail, for example on a full disk */
			return good;
		good = n;
		if (ns >= CALIBRATE_NS / STEP || n == p->max)
			break;
		n = clamp(n > p->max / STEP ? p->max : n * STEP, p);
	}
	n = clamp((double)n * CALIBRATE_NS / ns, p);
	return clamp(tidy(n), p);
}

static uint64_t clock_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC_RAW, &ts);
	return ts.tv_sec * 1000000000ull + ts.tv_nsec;
}

void calibrate_emit(const struct job *job, const char *dir, harness_emit emit)
{
	struct sentence why;
	char *text;
	int64_t count;
	json_t *obj;

	if (job->workload->needs_dir && !dir) {
		count = sentence_set(&why, 0, "no disk");
	} else {
		count = calibrate(job, dir, clock_now, &why);
	}
	text = job_text(job);
	obj = json_pack("{s:s, s:I}", "job", text, "count", (json_int_t)count);
	if (!count)
		json_object_set_new(obj, "error", json_string(why.text));
	emit(LINE_CALIBRATED, obj);
	free(text);
}
