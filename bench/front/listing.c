// SPDX-License-Identifier: GPL-2.0
/* `exitbench list`: what there is to run, and one workload in detail. */
#include <stdio.h>

#include "jobs.h"
#include "listing.h"
#include "reasons.h"

/* 8M for 8388608, as job_parse() reads it. */
static const char *format_value(int64_t value, char *text, size_t len)
{
	const char *suffix = "KMG";
	char unit[2] = "";

	while (value && value % 1024 == 0 && *suffix) {
		value /= 1024;
		unit[0] = *suffix++;
	}
	snprintf(text, len, "%lld%s", (long long)value, unit);
	return text;
}

static void list_line(const struct workload *w)
{
	char text[32];
	int p;

	printf("%-17s %-6s %s", w->name, w->group, w->summary);
	for (p = 0; p < workload_nr_params(w); p++)
		printf("%s%s=%s", p ? " " : " [", w->params[p].name,
		       format_value(w->params[p].value, text, sizeof(text)));
	printf("%s\n", p ? "]" : "");
}

/* "1", "2 to 3", "at least 1" exits an operation. */
static void list_range(const struct workload_range *r)
{
	if (r->max == r->min)
		printf("%g", r->min);
	else if (r->max >= WORKLOAD_ANY)
		printf("at least %g", r->min);
	else
		printf("%g to %g", r->min, r->max);
}

static const char *expected_name(enum vendor vendor, uint32_t reason)
{
	const char *name = reason_name(vendor, reason);

	return name ? name : "-";
}

static void list_expected(const struct workload *w)
{
	const struct workload_expect *e;

	for (e = w->expect; workload_expects(e); e++) {
		printf("  exits    %s on VMX, %s on SVM: ",
		       expected_name(VENDOR_VMX, e->vmx),
		       expected_name(VENDOR_SVM, e->svm));
		list_range(&e->tdp);
		printf(" an operation under EPT or NPT, ");
		list_range(&e->shadow);
		printf(" under shadow paging\n");
	}
}

static void list_detail(const struct job *job)
{
	const struct workload *w = job->workload;
	const struct workload_param *param;
	char value[32], min[32], max[32];
	int p;

	printf("%s: %s\n  group    @%s\n  one op   %s\n", w->name, w->summary,
	       w->group, w->op);
	for (p = 0; p < workload_nr_params(w); p++) {
		param = &w->params[p];
		printf("  :%s=%s  %s, from %s to %s%s\n", param->name,
		       job->param[p] == JOB_AUTO ? "auto" :
		       format_value(job->param[p], value, sizeof(value)),
		       param->help,
		       format_value(param->min, min, sizeof(min)),
		       format_value(param->max, max, sizeof(max)),
		       p == workload_count_param(w) ?
		       ", or auto: found out" : "");
	}
	list_expected(w);
}

int list_workloads(const char *names)
{
	static struct job jobs[JOBS_MAX];
	unsigned int i, nr = 0;
	struct sentence why;

	if (jobs_add(jobs, &nr, names && *names ? names : "@all,cmd", &why)) {
		fprintf(stderr, "exitbench: %s\n", why.text);
		return 2;
	}
	for (i = 0; i < nr; i++)
		if (names && *names && !jobs[i].grouped)
			list_detail(&jobs[i]);
		else
			list_line(jobs[i].workload);
	if (!names || !*names)
		printf("Groups: " JOBS_GROUPS ". Without a name: " JOBS_DEFAULT
		       ".\n");
	return 0;
}
