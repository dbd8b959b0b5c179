/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the KVM host's loop over guests calls, for a test of it: no KVM and no QEMU,
 * but guests that are functions in processes of their own, and what was emitted.
 */
#ifndef FAKE_KVMHOST_H
#define FAKE_KVMHOST_H

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "channel.h"
#include "facts.h"
#include "guest.h"
#include "guests.h"
#include "hostview.h"
#include "modules.h"
#include "plug.h"
#include "second_vm.h"
#include "timeline.h"
#include "variants.h"

/* What guest number n does. */
static void (*script[4])(const char *args);
static unsigned int guests;
static char seen_args[4][512];

static json_t *emitted;
static const char *module_error, *complaint;
static const char *last_words;	/* complaint behind the guest's goodbye, or NULL */
static struct crash crash;

/* What the front end would refuse is not to be emitted. */
void channel_emit(enum line_type type, json_t *obj)
{
	char *line = line_seal(type, obj);
	struct sentence why;
	json_t *taken = line_open(line, STAGE_KVMHOST, &type, &why);

	if (!taken)
		fail_msg("%s", why.text);
	json_object_set_new(taken, "type", json_string(messages[type].name));
	json_array_append_new(emitted, taken);
	free(line);
}

void channel_say(enum line_type type, const char *format, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	channel_emit(type, json_pack("{s:s}", "text", text));
}

int modules_load(const struct kvmhost *host, const char *dir, const char *kvm,
		 struct sentence *why)
{
	(void)host;
	(void)dir;
	(void)kvm;
	return module_error ? sentence_set(why, -EIO, "%s", module_error) : 0;
}

const char *modules_parameter(void)
{
	return "kvm_intel ept=Y";
}

void hostview_begin(void)
{
}

void hostview_print(const struct kvmhost *host)
{
	(void)host;
	complaint = complaint ? complaint : last_words;
}

const char *variant_name(unsigned int variant)
{
	(void)variant;
	return NULL;
}

int variant_begin(const struct kvmhost *host, unsigned int variant,
		  struct sentence *why)
{
	(void)host;
	(void)variant;
	return sentence_set(why, -EIO, "no variant");
}

int variant_end(unsigned int variant, struct sentence *why)
{
	(void)variant;
	(void)why;
	return 0;
}

unsigned int guest_vcpus(const struct kvmhost *host,
			 const struct guest_needs *needs)
{
	(void)host;
	return needs->vcpus;
}

bool plug_is_needed(unsigned int vcpus)
{
	return vcpus > 1;
}

static unsigned int plugged;
void plug_vcpus(unsigned int vcpus)
{
	plugged = vcpus;
}

int timeline_begin(int qemu, uint64_t started_tsc, uint64_t interval_cycles)
{
	(void)qemu;
	(void)started_tsc;
	(void)interval_cycles;
	return -1;
}

void timeline_sample(void)
{
}

/* The record of a boot passes through here; see test_phases.c. */
void timeline_end(json_t *record)
{
	if (record)
		json_object_set_new(record, "timeline",
				    json_pack("{s:i, s:[], s:[]}",
					      "interval_cycles", 1, "cycles",
					      "reasons"));
}

const char *hostview_complaint(void)
{
	return complaint;
}

static const char *starved;

bool hostview_starved(struct sentence *why)
{
	bool is = starved;

	if (is)
		sentence_set(why, 0, "%s", starved);
	starved = NULL;
	return is;
}

static bool log_lost;

bool hostview_lost(void)
{
	return log_lost;
}

static bool second_started;
static const char *second_error;

void second_vm_start(void)
{
	second_started = true;
}

int second_vm_ended(struct sentence *why)
{
	return second_error ? sentence_set(why, -EIO, "%s", second_error) : 0;
}

const struct crash *hostview_crash(void)
{
	return &crash;
}

void facts_emit(const struct kvmhost *host)
{
	(void)host;
}

char *guest_tool_path(const char *tool)
{
	return format_text("/nonexistent/%s", tool);
}

int guest_start(const struct kvmhost *host, const struct guest_needs *needs,
		const char *args, struct guest *guest, struct sentence *why)
{
	int fds[2];

	(void)host;
	(void)needs;
	(void)why;
	assert_in_range(guests, 0, 3);
	assert_non_null(script[guests]);
	snprintf(seen_args[guests], sizeof(seen_args[0]), "%s", args);
	assert_int_equal(pipe(fds), 0);
	guest->pid = fork();
	if (!guest->pid) {
		dup2(fds[1], STDOUT_FILENO);
		close(fds[0]);
		close(fds[1]);
		script[guests](args);
		_exit(0);
	}
	guests++;
	close(fds[1]);
	guest->channel = fds[0];
	return 0;
}

void guest_stop(struct guest *guest, unsigned int timeout_s)
{
	(void)timeout_s;
	kill(guest->pid, SIGKILL);
	waitpid(guest->pid, NULL, 0);
	close(guest->channel);
}

json_t *guest_last_lines(void)
{
	return json_pack("[s]", "its last words");
}

#endif
