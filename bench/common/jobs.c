// SPDX-License-Identifier: GPL-2.0
/* The table of workloads, and naming one with its parameters; see jobs.h. */
#include <errno.h>
#include <stdarg.h>
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

bool job_is_auto(const struct job *job)
{
	int i = workload_count_param(job->workload);

	return i >= 0 && job->param[i] == JOB_AUTO;
}

/* Appends to a text that may already be full. */
static void append(char *text, size_t len, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void append(char *text, size_t len, const char *format, ...)
{
	size_t used = strlen(text);
	va_list ap;

	va_start(ap, format);
	vsnprintf(text + used, len - used, format, ap);
	va_end(ap);
}

static int parse_value(const char *text, int64_t *value)
{
	static const char suffixes[] = "KMG";
	const char *suffix;
	char *end;
	int shift = 0;

	errno = 0;
	*value = strtoll(text, &end, 10);
	if (errno || end == text)
		return -1;
	if (*end && (suffix = strchr(suffixes, *end & ~0x20))) {
		shift = 10 * (suffix - suffixes + 1);
		end++;
	}
	if (*end || *value > INT64_MAX >> shift || *value < 0)
		return -1;
	*value <<= shift;
	return 0;
}

static int set_param(struct job *job, const char *name, const char *text,
		     char *error, size_t len)
{
	const struct workload_param *p = job->workload->params;
	int i, n = workload_nr_params(job->workload);
	bool countable;

	for (i = 0; i < n; i++) {
		if (strcmp(p[i].name, name))
			continue;
		job->given |= 1u << i;
		countable = i == workload_count_param(job->workload);
		if (countable && !strcmp(text, "auto")) {
			job->param[i] = JOB_AUTO;
			return 0;
		}
		if (parse_value(text, &job->param[i]) ||
		    job->param[i] < p[i].min || job->param[i] > p[i].max) {
			snprintf(error, len,
				 "%s:%s=%s: wants an integer from %lld to %lld%s (%s)",
				 job->workload->name, name, text,
				 (long long)p[i].min, (long long)p[i].max,
				 countable ? " or auto" : "",
				 p[i].help);
			return -1;
		}
		return 0;
	}
	snprintf(error, len, "%s: no parameter '%s'; %s", job->workload->name,
		 name, n ? "known ones:" : "it has none");
	for (i = 0; i < n; i++)
		append(error, len, " %s", p[i].name);
	return -1;
}

int job_parse(const char *text, struct job *job, char *error, size_t len)
{
	char copy[512], *rest = copy, *name, *value;
	int i;

	if (strlen(text) >= sizeof(copy)) {
		snprintf(error, len, "'%.40s…': too long", text);
		return -1;
	}
	strcpy(copy, text);
	name = strsep(&rest, ":");
	*job = (struct job){ .workload = workload_find(name) };
	if (!job->workload) {
		snprintf(error, len, "no workload '%s'; known ones:", name);
		for (i = 0; workloads[i]; i++)
			append(error, len, " %s", workloads[i]->name);
		return -1;
	}
	for (i = 0; i < WORKLOAD_MAX_PARAMS; i++)
		job->param[i] = job->workload->params[i].value;

	while (rest) {
		value = strsep(&rest, ":");
		name = strsep(&value, "=");
		if (!value) {
			snprintf(error, len, "%s:%s: wants %s=VALUE",
				 job->workload->name, name, name);
			return -1;
		}
		if (set_param(job, name, value, error, len))
			return -1;
	}
	return 0;
}

/* In the order in which they are named when one is not known. */
static const char *const groups[] = {
	"nano", "mm", "io", "stress", "boot", "idle", "lmbench", "all", NULL
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
	return !strcmp(group, "all") || !strcmp(group, workload->group);
}

static bool same_job(const struct job *a, const struct job *b)
{
	return a->workload == b->workload &&
		!memcmp(a->param, b->param, sizeof(a->param));
}

/* Twice the same would be one cell with two sets of numbers. */
static int add_job(struct job *jobs, unsigned int *nr, const struct job *job,
		   char *error, size_t len)
{
	unsigned int i;
	char text[512];

	for (i = 0; i < *nr; i++) {
		if (!same_job(&jobs[i], job))
			continue;
		if (job->grouped || jobs[i].grouped)
			return 0;
		job_format(job, text, sizeof(text));
		snprintf(error, len, "'%s' is named twice; REPS= repeats",
			 text);
		return -1;
	}
	if (*nr == JOBS_MAX) {
		snprintf(error, len, "more than %d workloads", JOBS_MAX);
		return -1;
	}
	jobs[(*nr)++] = *job;
	return 0;
}

static int add_group(struct job *jobs, unsigned int *nr, const char *group,
		     char *error, size_t len)
{
	struct job job;
	int i;

	for (i = 0; groups[i] && strcmp(groups[i], group); i++)
		;
	if (!groups[i]) {
		snprintf(error, len, "no group '@%s'; known ones:", group);
		for (i = 0; groups[i]; i++)
			append(error, len, " @%s", groups[i]);
		return -1;
	}
	for (i = 0; workloads[i]; i++) {
		if (!workload_in_group(workloads[i], group))
			continue;
		if (job_parse(workloads[i]->name, &job, error, len))
			return -1;
		job.grouped = true;
		if (add_job(jobs, nr, &job, error, len))
			return -1;
	}
	return 0;
}

int jobs_add(struct job *jobs, unsigned int *nr, const char *list, char *error,
	     size_t len)
{
	char *copy = strdup(list), *rest = copy, *word;
	struct job job;
	int ret = 0;

	if (!copy) {
		snprintf(error, len, "out of memory");
		return -1;
	}
	while (!ret && (word = strsep(&rest, ", "))) {
		if (!*word)
			continue;
		if (*word == '@')
			ret = add_group(jobs, nr, word + 1, error, len);
		else if (job_parse(word, &job, error, len))
			ret = -1;
		else
			ret = add_job(jobs, nr, &job, error, len);
	}
	free(copy);
	return ret;
}

/* Letters, digits and these go as they are; a kernel's parser spares them. */
static bool is_plain(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		(c >= 'A' && c <= 'Z') || (c && strchr("_/.+:,;-", c));
}

int command_encode(const char *command, char *text, size_t len)
{
	size_t used = 0;

	for (; *command; command++) {
		if (used + 4 > len)
			return -1;
		used += sprintf(text + used, is_plain(*command) ? "%c" : "%%%02x",
				(unsigned char)*command);
	}
	text[used] = 0;
	return 0;
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

void job_format(const struct job *job, char *text, size_t len)
{
	const struct workload_param *p = job->workload->params;
	int i, n = workload_nr_params(job->workload);

	snprintf(text, len, "%s", job->workload->name);
	for (i = 0; i < n; i++)
		if (job->param[i] == JOB_AUTO)
			append(text, len, ":%s=auto", p[i].name);
		else if (job->param[i] != p[i].value)
			append(text, len, ":%s=%lld", p[i].name,
			       (long long)job->param[i]);
}
