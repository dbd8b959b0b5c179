// SPDX-License-Identifier: GPL-2.0
/* Names and values of axes; see axes.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "axes.h"
#include "plan.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

/* What a value of an option may be, beyond what the run itself will say. */
enum check { CHECK_NONE, CHECK_RIG, CHECK_KERNEL, CHECK_MACHINE, CHECK_NUMBER };

static const struct option {
	const char *name;
	enum axis_kind kind;
	enum check check;
	unsigned int min;
} options[] = {
	{ "rig", AXIS_OPTION, CHECK_RIG, 0 },
	{ "kernel", AXIS_OPTION, CHECK_KERNEL, 0 },
	{ "mode", AXIS_MODE, CHECK_NONE, 0 },
	{ "machine", AXIS_OPTION, CHECK_MACHINE, 0 },
	{ "vcpus", AXIS_OPTION, CHECK_NUMBER, 1 },
	{ "memory", AXIS_OPTION, CHECK_NUMBER, 1 },
	{ "workload", AXIS_WORKLOAD, CHECK_NONE, 0 },
	{ "warmup", AXIS_OPTION, CHECK_NUMBER, 0 },
	{ "timeout", AXIS_OPTION, CHECK_NUMBER, 1 },
	{ "detail", AXIS_OPTION, CHECK_NUMBER, 1 },
	{ "walks", AXIS_OPTION, CHECK_NONE, 0 },
	{ "verify", AXIS_FLAG, CHECK_NONE, 0 },
	{ "command", AXIS_OPTION, CHECK_NONE, 0 },
	{ "files", AXIS_OPTION, CHECK_NONE, 0 },
	{ "qemu", AXIS_OPTION, CHECK_NONE, 0 },
	{ "bochs", AXIS_OPTION, CHECK_NONE, 0 },
	{ "tune", AXIS_OPTION, CHECK_NONE, 0 },
};

/* Axes that others have, or that a run can be told and a study cannot vary. */
static const struct { const char *name, *why; } refused[] = {
	{ "domain", "a domain is measured as it is" },
	{ "vmm", "make setup packs the VMM into the image; name one for the whole study: make study VMM=" },
	{ "submission", "another's KVM is built before a run; use make bench KVM=" },
	{ "counts", "write the counts as parameters of the workloads" },
	{ "shard", "a study is in parts already: each of its runs is one" },
	{ "layout", "write kvm.exit_acct=A, B or C" },
	{ "cpu", "the guest's processor is the KVM host's" },
	{ "pti", "write guest.pti or host.pti" },
	{ "kpti", "write guest.pti or host.pti" },
	{ "nopti", "write guest.nopti or host.nopti" },
	{ "pcid", "write guest.nopcid=default,set" },
	{ "mitigations", "write guest.mitigations or host.mitigations" },
	{ "hugepages", "write guest.transparent_hugepage or host.transparent_hugepage" },
	{ "tdp_mmu", "write kvm.tdp_mmu" },
	{ "halt_poll_ns", "write kvm.halt_poll_ns" },
	{ "nested", "write vendor.nested" },
	{ "vpid", "write vendor.vpid" },
	{ "avic", "write vendor.avic" },
};

static const struct { const char *prefix; enum axis_kind kind; } prefixes[] = {
	{ "kvm.", AXIS_KVM }, { "vendor.", AXIS_VENDOR },
	{ "guest.", AXIS_GUEST }, { "host.", AXIS_HOST },
};

static const struct option *find_option(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(options); i++)
		if (!strcmp(options[i].name, name))
			return &options[i];
	return NULL;
}

static int unknown(const char *name, struct sentence *why)
{
	for (size_t i = 0; i < G_N_ELEMENTS(refused); i++)
		if (!strcmp(refused[i].name, name))
			return sentence_set(why, -EINVAL,
					    "a study has no axis '%s': %s", name,
					    refused[i].why);
	sentence_set(why, 0, "unknown axis '%.100s'; known ones:", name);
	for (size_t i = 0; i < G_N_ELEMENTS(options); i++)
		sentence_add(why, " %s", options[i].name);
	sentence_add(why, " kvm.PARAM vendor.PARAM guest.WORD host.WORD WORKLOAD.PARAM");
	return -EINVAL;
}

/* "kvm.PARAM" and its like; @key is what stands behind the dot. */
static int take_key(const char *key, struct axis_name *axis,
		    struct sentence *why)
{
	bool kernel = axis->kind == AXIS_GUEST || axis->kind == AXIS_HOST;

	axis->key = key;
	if (!*key || key[strspn(key, kernel ? LETTERS DIGITS "_.-" :
					      LETTERS DIGITS "_")])
		return sentence_set(why, -EINVAL, "'%.100s' is no %s", key,
				    kernel ? "word of a kernel's command line" :
					     "parameter of a module");
	if (kernel && (*key == '-' || !strcmp(key, "init") ||
		       !strcmp(key, "rdinit") || !strcmp(key, "console")))
		return sentence_set(why, -EINVAL,
				    "%s: the programs of exitbench need it as it is",
				    key);
	if (axis->kind == AXIS_VENDOR &&
	    (!strcmp(key, vendor_tdp_parameter(VENDOR_VMX)) ||
	     !strcmp(key, vendor_tdp_parameter(VENDOR_SVM))))
		return sentence_set(why, -EINVAL,
				    "%s is what the paging mode says: use the axis mode",
				    key);
	return 0;
}

static int take_param(const char *name, const char *dot, struct axis_name *axis,
		      struct sentence *why)
{
	g_autofree char *of = g_strndup(name, dot - name);
	int n;

	axis->kind = AXIS_PARAM;
	axis->key = dot + 1;
	axis->workload = workload_find(of);
	if (!axis->workload)
		return unknown(name, why);
	n = workload_nr_params(axis->workload);
	for (axis->param = 0; axis->param < n; axis->param++)
		if (!strcmp(axis->workload->params[axis->param].name, dot + 1))
			return 0;
	sentence_set(why, 0, "%s: no parameter '%.100s'; %s", of, dot + 1,
		     n ? "known ones:" : "it has none");
	for (int i = 0; i < n; i++)
		sentence_add(why, " %s", axis->workload->params[i].name);
	return -EINVAL;
}

int axis_find(const char *name, struct axis_name *axis, struct sentence *why)
{
	const struct option *option = find_option(name);
	const char *dot = strchr(name, '.');

	*axis = (struct axis_name){ 0 };
	if (option) {
		axis->kind = option->kind;
		axis->option = option->name;
		return 0;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(prefixes); i++)
		if (g_str_has_prefix(name, prefixes[i].prefix)) {
			axis->kind = prefixes[i].kind;
			return take_key(dot + 1, axis, why);
		}
	return dot ? take_param(name, dot, axis, why) : unknown(name, why);
}

static int check_machine(const char *value, struct sentence *why)
{
	for (int i = 0; plan_machines[i]; i++)
		if (!strcmp(plan_machines[i], value))
			return 0;
	sentence_set(why, 0, "unknown guest machine '%.100s'; known ones:", value);
	for (int i = 0; plan_machines[i]; i++)
		sentence_add(why, " %s", plan_machines[i]);
	return -EINVAL;
}

static int check_option(const struct axis_name *axis, const char *value,
			axis_rig is_rig, struct sentence *why)
{
	const struct option *option = find_option(axis->option);
	int64_t number;

	if (!*value)
		return sentence_set(why, -EINVAL, "%s has an empty value",
				    axis->option);
	switch (option->check) {
	case CHECK_RIG:
		return is_rig(value) ? 0 :
		       sentence_set(why, -EINVAL,
				    "no rig '%.100s' on this machine; make doctor lists them",
				    value);
	case CHECK_KERNEL:
		return plan_is_version(value) ? 0 :
		       sentence_set(why, -EINVAL,
				    "kernel '%.100s': wants a version such as 6.1",
				    value);
	case CHECK_MACHINE:
		return check_machine(value, why);
	case CHECK_NUMBER:
		return !number_parse(value, &number) && number >= option->min &&
		       number <= 1000000 ? 0 :
		       sentence_set(why, -EINVAL,
				    "%s '%.100s': wants a number from %u to 1000000",
				    option->name, value, option->min);
	case CHECK_NONE:
		break;
	}
	return 0;
}

/* "ept" and "npt" are "tdp". */
static int take_mode(char **value, struct sentence *why)
{
	for (enum paging p = 0; p < PAGING_MODES; p++)
		if (!strcmp(*value, paging_word(p)) ||
		    !strcmp(*value, paging_name(VENDOR_VMX, p)) ||
		    !strcmp(*value, paging_name(VENDOR_SVM, p))) {
			g_free(*value);
			*value = g_strdup(paging_word(p));
			return 0;
		}
	return sentence_set(why, -EINVAL,
			    "unknown paging mode '%.100s'; known ones: tdp (ept, npt) shadow",
			    *value);
}

/* Its text is without parameters that have their default. */
static int take_workload(char **value, struct job *job, struct sentence *why)
{
	char *text;

	if (**value == '@')
		return sentence_set(why, -EINVAL,
				    "a study has no groups: name the workloads; make list WORKLOAD=%.100s shows them",
				    *value);
	if (job_parse(*value, job, why))
		return -EINVAL;
	text = job_text(job);
	g_free(*value);
	*value = g_strdup(text);
	free(text);
	return 0;
}

static int take_param_value(const struct axis_name *axis, const char *value,
			    struct job *job, struct sentence *why)
{
	g_autofree char *text = NULL;

	if (strchr(value, ':'))
		return sentence_set(why, -EINVAL, "%s '%.100s': wants one value",
				    axis->key, value);
	if (!strcmp(value, VALUE_DEFAULT))
		text = g_strdup(axis->workload->name);
	else
		text = g_strdup_printf("%s:%s=%s", axis->workload->name,
				       axis->key, value);
	return job_parse(text, job, why);
}

/* Of a module or a kernel. */
static int check_keyed(const struct axis_name *axis, const char *value,
		       struct sentence *why)
{
	if (!*value)
		return sentence_set(why, -EINVAL, "%s has an empty value",
				    axis->key);
	if (!plan_is_words(value) || strchr(value, ' '))
		return sentence_set(why, -EINVAL,
				    "%s: a value wants printable ASCII without blanks and quotes",
				    axis->key);
	if ((axis->kind == AXIS_KVM || axis->kind == AXIS_VENDOR) &&
	    strchr(value, ','))
		return sentence_set(why, -EINVAL,
				    "%s: a module's value has no comma", axis->key);
	return 0;
}

int axis_value(const struct axis_name *axis, char **value, axis_rig is_rig,
	       struct job *job, struct sentence *why)
{
	switch (axis->kind) {
	case AXIS_OPTION:
		return check_option(axis, *value, is_rig, why);
	case AXIS_FLAG:
		return !strcmp(*value, "yes") || !strcmp(*value, "no") ? 0 :
		       sentence_set(why, -EINVAL, "%s '%.100s': wants yes or no",
				    axis->option, *value);
	case AXIS_MODE:
		return take_mode(value, why);
	case AXIS_WORKLOAD:
		return take_workload(value, job, why);
	case AXIS_PARAM:
		return take_param_value(axis, *value, job, why);
	default:
		return check_keyed(axis, *value, why);
	}
}

bool axis_is_of_cell(const struct axis_name *axis)
{
	return axis->kind == AXIS_MODE || axis->kind == AXIS_WORKLOAD ||
	       axis->kind == AXIS_PARAM;
}
