// SPDX-License-Identifier: GPL-2.0
/*
 * Actions that a guest carries out instead of running workloads: exitbench
 * check-abi and overhead, which print the answers as they come.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <glib.h>

#include "action.h"
#include "dirs.h"
#include "images.h"
#include "interrupt.h"
#include "remove_tree.h"
#include "root.h"
#include "rules.h"
#include "session.h"
#include "tools.h"
#include "work_dir.h"
#include "worker.h"

static unsigned int passed, failed, warnings, skipped;

/* Of the rules.h table, in the mode that runs. */
static bool judged[64];

static void say_rule(const char *word, const char *name, const char *evidence)
{
	int r = rule_find(name);

	if (!strcmp(word, "PASS"))
		passed++;
	else if (!strcmp(word, "SKIP"))
		skipped++;
	else if (!strcmp(word, "WARN"))
		warnings++;
	else
		failed++;
	if (r >= 0)
		judged[r] = true;
	printf("%-4s  %-22s %-10s  %s\n", word, name,
	       r >= 0 ? rules[r].source : "?", evidence);
	fflush(stdout);
}

static void on_rule(const json_t *answer)
{
	say_rule(json_string_value(json_object_get(answer, "verdict")),
		 json_string_value(json_object_get(answer, "rule")),
		 json_string_value(json_object_get(answer, "evidence")));
}

/*
 * The KVM host may have ended without a word, then its console has some, or hang.
 * Whoever reads the verdicts must not take a rule that is missing for a passed one.
 */
static void finish_rules(const struct session *s)
{
	struct sentence why;
	unsigned int r;

	if (s->crash.n) {
		crash_say(&s->crash, &why);
		say_rule("FAIL", RULE_KVM_HOST, why.text);
	} else if (s->answers && s->failed.text[0]) {
		say_rule("FAIL", RULE_KVM_HOST, s->failed.text);
	}
	for (r = 0; r < nr_rules; r++)
		if ((s->answers || s->crash.n) && !judged[r] && !rules[r].own)
			say_rule("SKIP", rules[r].name, "never ran");
	memset(judged, 0, sizeof(judged));
}

/* What the guest measures of every variant of KVM. */
static const struct {
	const char *field, *heading;
} costs[] = {
	{ "cpuid", "CPUID" }, { "hypercall", "hypercall" },
	{ "vmm", "to the VMM" }, { "first_touch", "first touch" },
};

#define NR_COSTS (sizeof(costs) / sizeof(*costs))

/* A line of the table; the first variant is what the others are compared with. */
static void on_overhead(const json_t *said)
{
	static double first[NR_COSTS];
	static bool begun;
	const char *variant =
		json_string_value(json_object_get(said, "variant"));
	unsigned int i;

	if (!begun) {
		begun = true;
		printf("%-40s", "KVM");
		for (i = 0; i < NR_COSTS; i++) {
			first[i] = json_number_value(json_object_get(said, costs[i].field));
			printf(" %12s %8s", costs[i].heading, "more");
		}
		putchar('\n');
	}
	printf("%-40s", variant ? variant : "?");
	for (i = 0; i < NR_COSTS; i++) {
		double ticks = json_number_value(json_object_get(said, costs[i].field));

		printf(" %12.1f %8.1f", ticks, ticks - first[i]);
	}
	putchar('\n');
	fflush(stdout);
}

/* No record was asked for, so none comes. */
static void on_record(struct session *session, const json_t *record, void *arg)
{
	(void)session;
	(void)record;
	(void)arg;
}

static int run_mode(const struct plan *plan, unsigned int mode,
		    const char *work, const char *log,
		    struct images *images)
{
	static struct session session;
	int err;

	printf("%s, rig %s, Linux %s%s%s\n", plan_paging(plan, mode),
	       plan->rig->name, plan->kernel, plan->kvm ? ", kvm " : "",
	       plan->kvm ? plan->kvm : "");
	fflush(stdout);
	err = session_init(&session, plan, mode, work);
	if (err)
		return err;
	err = tools_add(plan, work, images);
	if (err)
		goto out;
	session.machine.images = images;
	session.machine.log = log;
	unlink(log);
	session_start(&session, on_record, NULL);
	while (!session.over && !interrupt_signal()) {
		usleep(100000);
		session_poll(&session, on_record, NULL);
	}
	session_stop(&session);
	if (interrupt_signal())
		err = -EINTR;
	else if (plan->answer == on_rule)
		finish_rules(&session);
	if (session.failed.text[0] && !session.crash.n)
		fprintf(stderr, "exitbench: %s: %s\n", session.machine.name,
			session.failed.text);
	else if (!session.answers && !err)
		fprintf(stderr, "exitbench: no answer from the guest\n");
	if (!session.answers || failed || session.failed.text[0])
		err = err ?: -EIO;
out:
	session_free(&session);
	return err;
}

int action_run(const struct plan *plan)
{
	g_autofree char *scratch = NULL;
	struct images images = { 0 };
	unsigned int mode;
	int ret = 0, lock;

	if (worker_check(plan))
		return 1;
	scratch = dirs_scratch(plan);
	if (!scratch)
		return 1;
	interrupt_catch();
	root_remove_left_over();
	for (mode = 0; mode < plan->nr_modes && !interrupt_signal(); mode++) {
		g_autofree char *work = g_strdup_printf("%s/action-%d", scratch,
							getpid());
		g_autofree char *log = g_strdup_printf("%s/%s-%s.log", scratch,
			plan->action, plan_paging(plan, mode));

		lock = work_dir_make(work);
		if (lock < 0) {
			fprintf(stderr, "exitbench: create '%s': %s\n", work,
				strerror(-lock));
			return 1;
		}
		if (images_find(plan, &images) ||
		    run_mode(plan, mode, work, log, &images))
			ret = 1;
		images_free(&images);
		remove_tree(work);
		close(lock);
	}
	return interrupt_signal() ? 130 : ret;
}

int check_plan(struct plan *plan)
{
	int ret;

	plan->action = "check-abi";
	plan->answer = on_rule;
	ret = action_run(plan);
	printf("%u passed, %u failed, %u warnings, %u skipped\n", passed,
	       failed, warnings, skipped);
	return ret;
}

int overhead_plan(struct plan *plan)
{
	if (plan->rig->kind == RIG_THIS_MACHINE) {
		fprintf(stderr, "exitbench: overhead: it changes modules and tracing many times, so it does not run on this machine itself; choose another rig\n");
		return 2;
	}
	plan->action = "overhead";
	plan->answer = on_overhead;
	plan->image = "kvmhost-overhead";
	return action_run(plan);
}
