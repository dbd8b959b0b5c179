// SPDX-License-Identifier: GPL-2.0
/*
 * The user's own VM as if it were a rig: the static guest program is put into a
 * running libvirt domain, run once for each workload, and removed (visit.c). Its
 * lines go to the channel as those of a KVM host do.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib.h>

#include "base.h"
#include "cell.h"
#include "end_with.h"
#include "line.h"
#include "rig.h"
#include "rig_domain.h"
#include "visit.h"
#include "xml.h"

#define STOP_TIMEOUT_MS 20000

/* Not to be chosen by name: plan->domain chooses one. */
static const struct rig rig_domain_vmx, rig_domain_svm;

static volatile sig_atomic_t stop;

static void on_stop(int sig)
{
	stop = sig;
}

/*
 * The guest program's next message in @text, which is advanced; NULL at its end.
 * Other output is skipped.
 */
static json_t *next_message(char **text, enum line_type *type)
{
	struct sentence why;

	while (*text && **text) {
		json_t *obj = line_open(strsep(text, "\n"), STAGE_GUEST, type,
					&why);

		if (obj)
			return obj;
	}
	return NULL;
}

static const char *string(const json_t *obj, const char *key)
{
	const char *text = json_string_value(json_object_get(obj, key));

	return text ? text : "";
}

/* The machine type, "unknown" when it is not said, and whether KVM runs it. */
static bool look_at_xml(struct visit *visit, char **machine)
{
	char *text = virDomainGetXMLDesc(visit->agent.domain, 0);
	struct xml xml = { 0 };
	bool kvm = false;

	if (text && !xml_parse(&xml, text)) {
		g_autofree char *type = xml_find(&xml, "string(/domain/@type)");

		*machine = xml_find(&xml, "string(/domain/os/type/@machine)");
		kvm = type && !strcmp(type, "kvm");
	}
	if (!*machine)
		*machine = g_strdup("unknown");
	xml_free(&xml);
	free(text);
	return kvm;
}

static void say_what_is_missing(const struct plan *plan, bool kvm)
{
	fprintf(stderr,
		"exitbench: domain '%s': the KVM under it does not serve VM-exit counters\n",
		plan->domain);
	if (!kvm)
		fprintf(stderr,
			"  its type is 'qemu': an emulator runs it, not KVM; change its type to 'kvm'\n");
	fprintf(stderr,
		"  its host needs the patched modules: kvm-patch/README.md, \"On a host of your own\"\n");
}

/* Whether it can tell the mode; if not, why. */
static int take_hello(struct plan *plan, const json_t *hello,
		      struct sentence *why)
{
	const char *paging = string(hello, "paging");
	enum vendor vendor;

	vendor_find(string(hello, "vendor"), &vendor);
	plan->rig = vendor == VENDOR_SVM ? &rig_domain_svm : &rig_domain_vmx;
	plan->paging[0] = strcmp(paging, paging_word(PAGING_SHADOW)) ?
			  PAGING_TDP : PAGING_SHADOW;
	if (!strcmp(paging, "unknown"))
		return sentence_set(why, -ENODATA,
				    "its KVM has only the coursework leaves, which do not tell the paging mode");
	plan->nr_modes = 1;
	return 0;
}

static int take_answer(struct plan *plan, char *text, bool kvm)
{
	struct sentence why = { "the guest program did not answer" };
	bool no_counters = false;
	enum line_type type;
	json_t *obj;

	plan->nr_modes = 0;
	while ((obj = next_message(&text, &type))) {
		if (type == LINE_HELLO)
			take_hello(plan, obj, &why);
		else if (type == LINE_BYE && json_object_get(obj, "error"))
			sentence_set(&why, 0, "%s", string(obj, "error"));
		no_counters |= !strcmp(string(obj, "cause"),
				       LINE_CAUSE_NO_COUNTERS);
		json_decref(obj);
	}
	if (no_counters)
		say_what_is_missing(plan, kvm);
	else if (!plan->nr_modes)
		fprintf(stderr, "exitbench: domain '%s': %s\n", plan->domain,
			why.text);
	return plan->nr_modes ? 0 : 1;
}

/*
 * After a signal, what was put into the guest is removed first. If libvirt gets no
 * answer, a second signal does not wait for that.
 */
static void catch_signals(void (*handler)(int sig))
{
	struct sigaction action = {
		.sa_handler = handler, .sa_flags = SA_RESETHAND,
	};

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
}

int domain_prepare(struct plan *plan)
{
	static const char *const no_words[] = { NULL };
	static char *machine;
	struct visit visit = { .agent.stop = &stop };
	g_autofree char *program =
		g_build_filename(plan->build, VISIT_PROGRAM, NULL);
	char *text;
	unsigned int i;
	bool kvm;
	int ret;

	for (i = 0; i < plan->nr_jobs; i++) {
		if (!plan->job[i].workload->boot)
			continue;
		fprintf(stderr, "exitbench: domain '%s' has booted already: leave out the workload boot\n",
			plan->domain);
		return 2;
	}
	if (access(program, R_OK)) {
		fprintf(stderr, "exitbench: open '%s': %s; type: make setup\n",
			program, strerror(errno));
		return 1;
	}
	catch_signals(on_stop);
	if (visit_begin(&visit, plan->libvirt_uri, plan->domain, program)) {
		fprintf(stderr, "exitbench: %s\n", visit.agent.why.text);
		catch_signals(SIG_DFL);
		return stop ? 130 : 1;
	}
	kvm = look_at_xml(&visit, &machine);
	plan->machine = machine;
	ret = visit_run(&visit, no_words, VISIT_TIMEOUT_S, &text);
	if (ret < 0)
		fprintf(stderr, "exitbench: domain '%s': %s\n", plan->domain,
			visit.agent.why.text);
	ret = ret < 0 ? 1 : take_answer(plan, text, kvm);
	free(text);
	if (visit_end(&visit))
		ret = 1;
	catch_signals(SIG_DFL);
	return stop ? 130 : ret;
}

static void emit(FILE *channel, enum line_type type, json_t *obj)
{
	char *line = line_seal(type, obj);

	if (line)
		fprintf(channel, "%s\n", line);
	fflush(channel);
	free(line);
}

static void emit_record(FILE *channel, const struct plan *plan, json_t *record)
{
	cell_place(record, plan->rig->vendor, plan->paging[0], plan->machine);
	emit(channel, LINE_RECORD, record);
}

static void say_fatal(FILE *channel, const char *text)
{
	emit(channel, LINE_FATAL, json_pack("{s:s}", "text", text));
}

/* What the guest reports about itself. */
static void emit_facts(FILE *channel, struct visit *visit,
		       const struct plan *plan)
{
	json_t *info = agent_call(&visit->agent, "guest-get-osinfo", NULL);
	const char *kernel = string(info, "kernel-release");

	emit(channel, LINE_FACTS, json_pack("{s:s, s:{s:s, s:s, s:s}}",
				"kernel", *kernel ? kernel : "unknown",
				"facts", "domain", plan->domain,
				"libvirt", visit->agent.uri,
				"guest_os", string(info, "pretty-name")));
	json_decref(info);
}

/* For the results; a run does not fail without it. */
static void keep_xml(const struct machine *m, struct visit *visit)
{
	char *xml = virDomainGetXMLDesc(visit->agent.domain, 0);
	g_autofree char *path = g_build_filename(m->dir, "domain.xml", NULL);

	g_file_set_contents(path, xml ? xml : "", -1, NULL);
	free(xml);
}

/* Marks the repetitions of @job after the first @got as failed. */
static void fail_rest(FILE *channel, const struct plan *plan,
		      const struct job *job, unsigned int got,
		      const char *error)
{
	for (; got < plan->reps; got++)
		emit_record(channel, plan,
			    cell_without_figures(job, got, "failed", error));
}

/* The mode must still be the one of domain_prepare(). */
static void check_hello(FILE *channel, const struct plan *plan,
			const json_t *hello, struct sentence *why)
{
	enum paging paging = plan->paging[0];
	bool ok = !strcmp(string(hello, "vendor"),
			  vendor_name(plan->rig->vendor)) &&
		  !strcmp(string(hello, "paging"), paging_word(paging));

	emit(channel, LINE_VERIFIED, json_pack("{s:s, s:s, s:s, s:b}",
					       "parameter", "not read: the host's",
					       "leaf", string(hello, "paging"),
					       "counts", "not known: booted before",
					       "ok", ok));
	if (!ok)
		sentence_set(why, 0,
			     "mode not verified: the discovery leaf now names a different one");
}

/* Passes on a record; returns how many repetitions it stands for. */
static unsigned int take_record(FILE *channel, const struct plan *plan,
				json_t *record, unsigned int got,
				struct sentence *why)
{
	bool skipped = !strcmp(string(record, "status"), "skipped");
	unsigned int n = 1;

	if (strcmp(string(record, "status"), "ok"))
		sentence_set(why, 0, "%s", string(record, "error"));
	emit_record(channel, plan, json_incref(record));
	/* One record stands for all. */
	for (; skipped && got + n < plan->reps; n++) {
		json_object_set_new(record, "rep", json_integer(got + n));
		emit_record(channel, plan, json_incref(record));
	}
	return n;
}

/* Passes on the messages of one workload. */
static unsigned int hand_on(FILE *channel, const struct plan *plan, char *text,
			    struct sentence *why)
{
	unsigned int got = 0;
	enum line_type type;
	json_t *obj;

	while ((obj = next_message(&text, &type))) {
		if (type == LINE_HELLO)
			check_hello(channel, plan, obj, why);
		else if (type == LINE_RECORD && !why->text[0])
			got += take_record(channel, plan, obj, got, why);
		else if (type == LINE_BYE && json_object_get(obj, "error"))
			sentence_set(why, 0, "%s", string(obj, "error"));
		json_decref(obj);
	}
	return got;
}

/* Why there are fewer records than were asked for. */
static void say_why(const struct agent *a, int status, struct sentence *why)
{
	if (a->cut)
		sentence_set(why, 0, "the guest agent cut the output (out-truncated): ask for fewer repetitions at once");
	else if (status)
		sentence_set(why, 0, "the guest program ended with status %d: %s",
			     status, a->complaint ? a->complaint : "it does not say why");
	else
		sentence_set(why, 0, "the guest program ended without a record of it");
}

static void run_job(FILE *channel, struct visit *visit,
		    const struct plan *plan, const struct job *job)
{
	unsigned int seconds = plan->timeout_s * (plan->reps + plan->warmup), got = 0;
	char *reps = format_text("--reps=%u", plan->reps);
	char *warmup = format_text("--warmup=%u", plan->warmup);
	char *name = job_text(job), *encoded, *command = NULL;
	const struct workload *w = job->workload;
	struct sentence why = { "" };
	char *text;
	int ret;

	if (w->duration_ms)
		seconds += (plan->reps + plan->warmup) * w->duration_ms(job->param) / 1000;
	if (plan->command) {
		encoded = command_encode(plan->command);
		command = format_text("--command=%s", encoded);
		free(encoded);
	}
	const char *const pmu = plan->pmu ? "--pmu" : NULL;
	const char *const words[] = {
		reps, warmup, name, command ? command : pmu,
		command ? pmu : NULL, NULL
	};

	emit(channel, LINE_START, json_pack("{s:s, s:i}", "workload", w->name,
					    "rep", 0));
	ret = visit_run(visit, words, seconds, &text);
	if (ret < 0)
		why = visit->agent.why;
	else
		got = hand_on(channel, plan, text, &why);
	if (got < plan->reps && !why.text[0])
		say_why(&visit->agent, ret, &why);
	if (got < plan->reps)
		fail_rest(channel, plan, job, got, why.text);
	free(text);
	free(reps);
	free(warmup);
	free(name);
	free(command);
}

/* The process that visits the guest while the front end watches the channel. */
static void visit_guest(const struct machine *m, pid_t parent)
{
	struct visit visit = { .agent.stop = &stop };
	struct sigaction action = { .sa_handler = on_stop };
	const struct plan *plan = m->plan;
	FILE *channel = fopen(m->channel, "w");
	unsigned int i;

	signal(SIGINT, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	sigaction(SIGTERM, &action, NULL);
	end_with(parent, SIGTERM);
	if (!channel)
		_exit(1);
	if (visit_begin(&visit, plan->libvirt_uri, plan->domain, m->images->guest_program)) {
		say_fatal(channel, visit.agent.why.text);
		_exit(1);
	}
	if (plan->files && visit_put_files(&visit, plan->files)) {
		say_fatal(channel, visit.agent.why.text);
		visit_end(&visit);
		_exit(1);
	}
	keep_xml(m, &visit);
	emit_facts(channel, &visit, plan);
	for (i = 0; i < plan->nr_jobs && !stop; i++)
		run_job(channel, &visit, plan, &plan->job[i]);
	visit_end(&visit);
	emit(channel, LINE_END, json_pack("{s:s}", "text", "done"));
	fclose(channel);
	_exit(0);
}

static int domain_start(struct machine *m)
{
	pid_t *pid = calloc(1, sizeof(*pid)), parent = getpid();

	if (pid) {
		fflush(NULL);
		*pid = fork();
	}
	if (pid && !*pid)
		visit_guest(m, parent);
	if (!pid || *pid < 0) {
		int err = sentence_errno(&m->why,
					 "start a process for domain '%s'",
					 m->plan->domain);

		free(pid);
		return err;
	}
	m->priv = pid;
	return 0;
}

static int domain_poll(struct machine *m)
{
	pid_t *pid = m->priv;
	int status;

	if (!*pid)
		return 0;
	if (waitpid(*pid, &status, WNOHANG) <= 0)
		return 1;
	*pid = 0;
	return 0;
}

/* When told to stop, it still removes what it put into the guest. */
static void domain_stop(struct machine *m)
{
	pid_t *pid = m->priv;
	int waited_ms;

	if (!pid)
		return;
	if (*pid)
		kill(*pid, SIGTERM);
	for (waited_ms = 0; *pid; waited_ms += 10) {
		if (waitpid(*pid, NULL, WNOHANG))
			break;
		if (waited_ms > STOP_TIMEOUT_MS)
			kill(*pid, SIGKILL);
		usleep(10000);
	}
	free(pid);
	m->priv = NULL;
}

static char *domain_describe(const struct machine *m)
{
	return format_text(VISIT_PROGRAM " in libvirt domain '%s', by its guest agent",
			   m->plan->domain);
}

#define DOMAIN								\
	.name = "domain",						\
	.summary = "a libvirt domain of yours, by its guest agent",	\
	.cycles_unit = "TSC cycles",					\
	.cycles_note = "TSC cycles of the user's own virtual machine",	\
	.kind = RIG_DOMAIN,						\
	.real = true,							\
	.typical_start_s = 3,						\
	.typical_boot_s = { 0, 0 },					\
	.typical_cell_s = 1,						\
	.start = domain_start,						\
	.poll = domain_poll,						\
	.stop = domain_stop,						\
	.describe = domain_describe

static const struct rig rig_domain_vmx = { DOMAIN, .vendor = VENDOR_VMX };
static const struct rig rig_domain_svm = { DOMAIN, .vendor = VENDOR_SVM };
