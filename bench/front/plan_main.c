// SPDX-License-Identifier: GPL-2.0
/* exitbench plan: prints what to run where; runs nothing itself. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <glib.h>

#include "plan_main.h"
#include "revision.h"
#include "run_options.h"
#include "shard.h"

/*
 * The user's words, whatever is in them, and what was found out here and must be
 * the same everywhere.
 */
static char *command(const struct plan *plan, int argc, char **argv)
{
	GString *line = g_string_new("\"${EXITBENCH:-build/exitbench}\" run");
	bool results = false;

	for (int i = 1; i < argc; i++) {
		g_autofree char *quoted = g_shell_quote(argv[i]);

		if (g_str_has_prefix(argv[i], "--shards")) {
			i += !argv[i][strlen("--shards")];
			continue;
		}
		results |= g_str_has_prefix(argv[i], "--results");
		g_string_append_printf(line, " %s", quoted);
	}
	if (!results)
		g_string_append(line, " --results=\"${RESULTS:-results}\"");
	if (strcmp(program_revision, "unknown"))
		g_string_append_printf(line, " --revision=%s", program_revision);
	if (!plan->domain)
		g_string_append_printf(line, " --rig=%s --kernel=%s",
				       plan->rig->name, plan->kernel);
	return g_string_free(line, FALSE);
}

int main_plan(int argc, char **argv)
{
	static struct words w;
	g_autofree char **before = g_memdup2(argv, (argc + 1) * sizeof(*argv));
	g_autofree char *line = NULL;
	int ret;

	plan_init(&w.plan);
	argp_parse(&run_argp, argc, argv, 0, NULL, &w);
	if (w.plan.shards) {
		fprintf(stderr, "exitbench: plan: a shard has no shards; leave --shard out\n");
		return EXIT_USAGE;
	}
	if (w.jobs) {
		fprintf(stderr, "exitbench: plan: --jobs: only with run; what starts the commands decides how many at a time\n");
		return EXIT_USAGE;
	}
	ret = run_options_plan(&w);
	if (ret)
		return ret;
	w.plan.shards = w.shards ? w.shards : shards_most(&w.plan);
	if (shards_check(&w.plan, w.plan.shards))
		return EXIT_USAGE;
	line = command(&w.plan, argc, before);
	for (unsigned int i = 1; i <= w.plan.shards; i++) {
		g_autofree char *cells = shard_text(&w.plan, i,
						      w.plan.shards);

		printf("%s --shard=%u/%u # %s\n", line, i, w.plan.shards, cells);
	}
	return 0;
}
