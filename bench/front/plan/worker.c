// SPDX-License-Identifier: GPL-2.0
/* The worker's words; see worker.h. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <glib.h>

#include "init.h"
#include "worker.h"

/* The kernel's COMMAND_LINE_SIZE, arch/x86/include/asm/setup.h. */
#define CMDLINE_SIZE 2048

static void add(GPtrArray *words, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void add(GPtrArray *words, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	g_ptr_array_add(words, g_strdup_vprintf(format, ap));
	va_end(ap);
}

/* All in one word, because a kernel takes at most 32. */
static char *format_jobs(const struct plan *plan)
{
	GString *text = g_string_new(NULL);

	for (unsigned int i = 0; i < plan->nr_jobs; i++) {
		g_autofree char *job = job_text(&plan->job[i]);

		g_string_append_printf(text, "%s%s", i ? "," : "", job);
	}
	return g_string_free(text, FALSE);
}

char **worker_words(const struct plan *plan, unsigned int mode)
{
	GPtrArray *words = g_ptr_array_new();

	add(words, "--mode=%s", paging_word(plan->paging[mode]));
	add(words, "--machine=%s", plan->machine);
	add(words, "--reps=%u", plan->reps);
	if (plan->warmup != 1)
		add(words, "--warmup=%u", plan->warmup);
	add(words, "--timeout=%u", plan->timeout_s);
	add(words, "--vcpus=%u", plan->vcpus ? plan->vcpus : 1);
	if (plan->rig->words)
		add(words, "%s", plan->rig->words);
	if (plan->kvm)
		add(words, "--kvm=%s", plan->kvm);
	if (plan->vendor_module)
		add(words, "--vendor-module=%s", plan->vendor_module);
	if (plan->memory_mib)
		add(words, "--memory=%u", plan->memory_mib);
	if (plan->guest_words) {
		g_autofree char *encoded = command_encode(plan->guest_words);

		add(words, "--guest-words=%s", encoded);
	}
	if (plan->action)
		add(words, "--%s", plan->action);
	if (plan->isolation)
		add(words, "--isolation");
	if (plan->verify && !plan->action)
		add(words, "--verify");
	if (plan->pmu)
		add(words, "--pmu");
	if (plan->command) {
		g_autofree char *command = command_encode(plan->command);

		add(words, "--command=%s", command);
	}
	if (plan->nr_jobs)
		g_ptr_array_add(words, format_jobs(plan));
	g_ptr_array_add(words, NULL);
	return (char **)g_ptr_array_free(words, FALSE);
}

char *worker_cmdline(const struct plan *plan, const char *const *words)
{
	g_autofree char *joined = g_strjoinv(" ", (char **)words);

	return g_strdup_printf("console=ttyS0,115200 quiet panic=-1 reboot=t %s%s%s -- " INIT_WORD " %s",
			       plan->rig->cmdline, plan->host_words ? " " : "",
			       plan->host_words ?: "", joined);
}

int worker_check(const struct plan *plan)
{
	unsigned int mode;

	for (mode = 0; plan->rig->kind == RIG_BOOTS && mode < plan->nr_modes;
	     mode++) {
		g_auto(GStrv) words = worker_words(plan, mode);
		g_autofree char *line = worker_cmdline(plan,
						       (const char *const *)words);

		if (strlen(line) < CMDLINE_SIZE)
			continue;
		fprintf(stderr,
			"exitbench: workloads and command do not fit in the %d bytes of a kernel command line; name fewer workloads, or a shorter command\n",
			CMDLINE_SIZE);
		return -E2BIG;
	}
	return 0;
}
