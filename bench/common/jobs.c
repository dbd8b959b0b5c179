// SPDX-License-Identifier: GPL-2.0
/* The table of workloads, and naming one with its parameters; see jobs.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "jobs.h"

#define WORKLOAD(name) extern const struct workload workload_##name;
#include "list.h"
#undef WORKLOAD

const struct workload *const workloads[] = {
#define WORKLOAD(name) &workload_##name,
#include "list.h"
#undef WORKLOAD
	NULL
};

const struct workload *workload_find(const char *name)
{
	int i;

	for (i = 0; workloads[i]; i++)
		if (!strcmp(workloads[i]->name, name))
			return workloads[i];
	return NULL;
}

int workload_nr_params(const struct workload *workload)
{
	int n = 0;

	while (n < WORKLOAD_MAX_PARAMS && workload->params[n].name)
		n++;
	return n;
}

int workload_count_param(const struct workload *workload)
{
	int i, n = workload_nr_params(workload);

	for (i = 0; i < n; i++)
		if (!strcmp(workload->params[i].name, "count") ||
		    !strcmp(workload->params[i].name, "ops"))
			return i;
	return -1;
}

unsigned int job_vcpus(const struct job *job)
{
	int i, n = workload_nr_params(job->workload);

	for (i = 0; i < n; i++)
		if (!strcmp(job->workload->params[i].name, WORKLOAD_CPUS))
			return job->param[i];
	return job->workload->vcpus ? job->workload->vcpus : 1;
}

bool job_is_auto(const struct job *job)
{
	int i = workload_count_param(job->workload);

	return i >= 0 && job->param[i] == JOB_AUTO;
}

int number_parse(const char *text, int64_t *value)
{
	size_t digits = strspn(text, "0123456789");

	if (!digits || text[digits] || (*text == '0' && digits > 1))
		return -EINVAL;
	errno = 0;
	*value = strtoll(text, NULL, 10);
	return errno ? -ERANGE : 0;
}

/* A number, with an optional suffix K, M or G. */
static int parse_value(const char *text, int64_t *value)
{
	static const char suffixes[] = "KMG";
	char number[32], *suffix;
	const char *power;
	int shift = 0;

	if (snprintf(number, sizeof(number), "%s", text) >= (int)sizeof(number))
		return -EINVAL;
	suffix = number + strspn(number, "0123456789");
	power = *suffix ? strchr(suffixes, *suffix & ~0x20) : NULL;
	if (power && !suffix[1]) {
		shift = 10 * (power - suffixes + 1);
		*suffix = 0;
	}
	if (number_parse(number, value) || *value > INT64_MAX >> shift)
		return -EINVAL;
	*value <<= shift;
	return 0;
}

static int set_param(struct job *job, const char *name, const char *text,
		     struct sentence *why)
{
	const struct workload_param *p = job->workload->params;
	int i, n = workload_nr_params(job->workload);
	bool countable;

	for (i = 0; i < n; i++) {
		if (strcmp(p[i].name, name))
			continue;
		if (job->given & 1u << i) {
			sentence_set(why, 0, "%s: %s is given twice",
				     job->workload->name, name);
			return -EINVAL;
		}
		job->given |= 1u << i;
		countable = i == workload_count_param(job->workload);
		if (countable && !strcmp(text, "auto")) {
			job->param[i] = JOB_AUTO;
			return 0;
		}
		if (parse_value(text, &job->param[i]) ||
		    job->param[i] < p[i].min || job->param[i] > p[i].max)
			return sentence_set(why, -EINVAL,
					    "%s:%s=%s: needs an integer from %lld to %lld%s (%s)",
					    job->workload->name, name, text,
					    (long long)p[i].min,
					    (long long)p[i].max,
					    countable ? " or auto" : "",
					    p[i].help);
		return 0;
	}
	sentence_set(why, 0, "%s: no parameter '%s'; %s", job->workload->name,
		     name, n ? "known ones:" : "it has none");
	for (i = 0; i < n; i++)
		sentence_add(why, " %s", p[i].name);
	return -EINVAL;
}

/* @text is changed. */
static int parse(char *text, struct job *job, struct sentence *why)
{
	char *name = strsep(&text, ":"), *value;
	int i, err = 0;

	*job = (struct job){ .workload = workload_find(name) };
	if (!job->workload) {
		sentence_set(why, 0, "unknown workload '%s'; known ones:", name);
		for (i = 0; workloads[i]; i++)
			sentence_add(why, " %s", workloads[i]->name);
		return -EINVAL;
	}
	for (i = 0; i < WORKLOAD_MAX_PARAMS; i++)
		job->param[i] = job->workload->params[i].value;

	while (!err && text) {
		value = strsep(&text, ":");
		name = strsep(&value, "=");
		err = value ? set_param(job, name, value, why) :
			      sentence_set(why, -EINVAL, "%s:%s: wants %s=VALUE",
					   job->workload->name, name, name);
	}
	return err;
}

int job_parse(const char *text, struct job *job, struct sentence *why)
{
	char *copy = format_text("%s", text);
	int err = parse(copy, job, why);

	free(copy);
	return err;
}

/* In the order in which a message about an unknown group lists them. */
static const char *const groups[] = {
	"nano", "mm", "smp", "io", "stress", "boot", "idle", "trade", "lmbench", "all", NULL
};

static bool is_lmbench(const struct workload *workload)
{
	const struct workload_published *p = workload->published;

	for (; p->name; p++)
		if (p->source == SOURCE_PVM_LMBENCH)
			return true;
	return false;
}

bool workload_in_group(const struct workload *workload, const char *group)
{
	if (!strcmp(workload->group, "cmd"))
		return false;
	if (!strcmp(group, "lmbench"))
		return is_lmbench(workload);
	if (!strcmp(group, "trade") && workload->trade)
		return true;
	return !strcmp(group, "all") || !strcmp(group, workload->group);
}

static bool same_job(const struct job *a, const struct job *b)
{
	return a->workload == b->workload &&
		!memcmp(a->param, b->param, sizeof(a->param));
}

/* The same workload twice would be one cell with two sets of numbers. */
static int add_job(struct job *jobs, unsigned int *nr, const struct job *job,
		   struct sentence *why)
{
	unsigned int i;

	for (i = 0; i < *nr; i++) {
		if (!same_job(&jobs[i], job))
			continue;
		if (job->grouped || jobs[i].grouped)
			return 0;
		char *text = job_text(job);
		int err = sentence_set(why, -EEXIST,
				       "'%s' is named twice; to repeat it, use REPS=",
				       text);

		free(text);
		return err;
	}
	if (*nr == JOBS_MAX)
		return sentence_set(why, -E2BIG, "more than %d workloads",
				    JOBS_MAX);
	jobs[(*nr)++] = *job;
	return 0;
}

static int add_group(struct job *jobs, unsigned int *nr, const char *group,
		     struct sentence *why)
{
	struct job job;
	int i, err = 0;

	for (i = 0; groups[i] && strcmp(groups[i], group); i++)
		;
	if (!groups[i]) {
		sentence_set(why, 0, "unknown group '@%s'; known ones:", group);
		for (i = 0; groups[i]; i++)
			sentence_add(why, " @%s", groups[i]);
		return -EINVAL;
	}
	for (i = 0; !err && workloads[i]; i++) {
		if (!workload_in_group(workloads[i], group))
			continue;
		err = job_parse(workloads[i]->name, &job, why);
		job.grouped = true;
		if (!err)
			err = add_job(jobs, nr, &job, why);
	}
	return err;
}

int jobs_add(struct job *jobs, unsigned int *nr, const char *list,
	     struct sentence *why)
{
	char *copy = format_text("%s", list), *rest = copy, *words, *word;
	struct job job;
	int err = 0;
	bool none;

	while (!err && (words = strsep(&rest, ","))) {
		none = true;
		while (!err && (word = strsep(&words, " \t\n"))) {
			if (!*word)
				continue;
			none = false;
			if (*word == '@') {
				err = add_group(jobs, nr, word + 1, why);
				continue;
			}
			err = job_parse(word, &job, why);
			if (!err)
				err = add_job(jobs, nr, &job, why);
		}
		if (none) {
			sentence_set(why, 0, "'%s': a workload without a name: empty, or next to a comma",
				     list);
			err = -EINVAL;
		}
	}
	free(copy);
	return err;
}

/* Letters, digits and these stay as they are; the kernel's parser keeps them. */
static bool is_plain(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		(c >= 'A' && c <= 'Z') || (c && strchr("_/.+:,;-", c));
}

char *command_encode(const char *command)
{
	char *text = format_text("%s", "");

	for (; *command; command++)
		append_text(&text, is_plain(*command) ? "%c" : "%%%02x",
			    (unsigned char)*command);
	return text;
}

void command_decode(char *text)
{
	char *to = text;
	unsigned int c;

	for (; *text; text++)
		if (*text == '%' && sscanf(text + 1, "%2x", &c) == 1) {
			*to++ = c;
			text += 2;
		} else {
			*to++ = *text;
		}
	*to = 0;
}

char *job_text(const struct job *job)
{
	static const bool none[WORKLOAD_MAX_PARAMS];

	return job_text_naming(job, none);
}

char *job_text_naming(const struct job *job, const bool *named)
{
	const struct workload_param *p = job->workload->params;
	int i, n = workload_nr_params(job->workload);
	char *text = format_text("%s", job->workload->name);

	for (i = 0; i < n; i++)
		if (job->param[i] == JOB_AUTO)
			append_text(&text, ":%s=auto", p[i].name);
		else if (job->param[i] != p[i].value || named[i])
			append_text(&text, ":%s=%lld", p[i].name,
				    (long long)job->param[i]);
	return text;
}
