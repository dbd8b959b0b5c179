// SPDX-License-Identifier: GPL-2.0
/* The settings of a run; see settings.h. */
#include <string.h>

#include <glib.h>

#include "settings.h"

static char *rig(const struct plan *plan)
{
	return plan->domain ? NULL : g_strdup(plan->rig->name);
}

static char *domain(const struct plan *plan)
{
	return g_strdup(plan->domain);
}

static char *kernel(const struct plan *plan)
{
	return g_strdup(plan->kernel);
}

static char *mode(const struct plan *plan)
{
	return plan->domain ? NULL : g_strdup(plan->nr_modes == PAGING_MODES ?
		"both" : paging_word(plan->paging[0]));
}

static char *machine(const struct plan *plan)
{
	return plan->domain ? NULL : g_strdup(plan->machine);
}

/* With all parameters: a count that is not named may be calibrated anew. */
static char *workload(const struct plan *plan)
{
	GString *text = g_string_new(NULL);

	for (unsigned int j = 0; j < plan->nr_jobs; j++) {
		const struct job *job = &plan->job[j];
		const struct workload_param *p = job->workload->params;

		g_string_append_printf(text, "%s%s", j ? "," : "",
				       job->workload->name);
		for (int i = 0; i < workload_nr_params(job->workload); i++)
			g_string_append_printf(text, ":%s=%lld", p[i].name,
					       (long long)job->param[i]);
	}
	return g_string_free(text, FALSE);
}

static char *command(const struct plan *plan)
{
	return g_strdup(plan->command);
}

static char *files(const struct plan *plan)
{
	return g_strdup(plan->files_list);
}

static char *reps(const struct plan *plan)
{
	return g_strdup_printf("%u", plan->reps);
}

static char *warmup(const struct plan *plan)
{
	return g_strdup_printf("%u", plan->warmup);
}

static char *timeout(const struct plan *plan)
{
	return g_strdup_printf("%u", plan->timeout_s);
}

static char *stall(const struct plan *plan)
{
	return plan->stall_s ? g_strdup_printf("%u", plan->stall_s) : NULL;
}

static char *vcpus(const struct plan *plan)
{
	return plan->vcpus ? g_strdup_printf("%u", plan->vcpus) : NULL;
}

static char *kvm(const struct plan *plan)
{
	return g_strdup(plan->kvm);
}

static char *of_vendor_module(const struct plan *plan)
{
	return g_strdup(plan->vendor_module);
}

static char *memory(const struct plan *plan)
{
	return plan->memory_mib ? g_strdup_printf("%u", plan->memory_mib) : NULL;
}

static char *guest_words(const struct plan *plan)
{
	return g_strdup(plan->guest_words);
}

static char *host_words(const struct plan *plan)
{
	return g_strdup(plan->host_words);
}

static char *walks(const struct plan *plan)
{
	return plan->pmu ? g_strdup("1") : g_strdup(plan->walks);
}

static char *verify(const struct plan *plan)
{
	return plan->verify ? g_strdup("") : NULL;
}

static char *tune(const struct plan *plan)
{
	return g_strdup(plan->tune);
}

static char *modules(const struct plan *plan)
{
	return g_strdup(plan->modules);
}

static char *submission(const struct plan *plan)
{
	return g_strdup(plan->submission);
}

static char *qemu(const struct plan *plan)
{
	(void)plan;
	return part_chosen(&part_qemu);
}

static char *bochs(const struct plan *plan)
{
	(void)plan;
	return part_chosen(&part_bochs);
}

static char *shard(const struct plan *plan)
{
	return plan->shards ? g_strdup_printf("%u/%u", plan->shard,
					      plan->shards) : NULL;
}

static const struct {
	const char *option;
	char *(*value)(const struct plan *plan);
} settings[] = {
	{ "rig", rig }, { "domain", domain }, { "kernel", kernel },
	{ "mode", mode }, { "machine", machine }, { "workload", workload },
	{ "command", command }, { "files", files }, { "reps", reps },
	{ "warmup", warmup }, { "timeout", timeout }, { "stall", stall },
	{ "vcpus", vcpus }, { "kvm", kvm },
	{ "vendor-module", of_vendor_module }, { "memory", memory },
	{ "guest-words", guest_words }, { "host-words", host_words },
	{ "walks", walks },
	{ "verify", verify }, { "tune", tune }, { "modules", modules },
	{ "submission", submission }, { "qemu", qemu }, { "bochs", bochs },
	{ "shard", shard },
};

json_t *settings_of(const struct plan *plan)
{
	json_t *obj = json_object();

	for (size_t i = 0; i < G_N_ELEMENTS(settings); i++) {
		g_autofree char *value = settings[i].value(plan);

		if (value && (*value || settings[i].value == verify))
			json_object_set_new(obj, settings[i].option,
					    json_string(value));
	}
	return obj;
}

static bool is_known(const char *option)
{
	for (size_t i = 0; i < G_N_ELEMENTS(settings); i++)
		if (!strcmp(settings[i].option, option))
			return true;
	return false;
}

char **settings_options(const json_t *obj)
{
	GPtrArray *options = g_ptr_array_new_with_free_func(g_free);
	const char *option;
	json_t *value;

	json_object_foreach((json_t *)obj, option, value) {
		const char *text = json_string_value(value);

		if (!text || !is_known(option)) {
			g_ptr_array_free(options, TRUE);
			return NULL;
		}
		g_ptr_array_add(options, g_strdup_printf("--%s%s%s", option,
							 *text ? "=" : "", text));
	}
	g_ptr_array_add(options, NULL);
	return (char **)g_ptr_array_free(options, FALSE);
}

const char *settings_differ(const json_t *a, const json_t *b)
{
	for (size_t i = 0; i < G_N_ELEMENTS(settings); i++) {
		const json_t *x = json_object_get(a, settings[i].option);
		const json_t *y = json_object_get(b, settings[i].option);

		if (!x != !y || (x && !json_equal((json_t *)x, (json_t *)y)))
			return settings[i].option;
	}
	return NULL;
}
