/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the KVM host's loop over guests calls, for a test of it: no KVM and no QEMU,
 * but guests that are functions in processes of their own, and what was emitted.
 */
#ifndef FAKE_KVMHOST_H
#define FAKE_KVMHOST_H

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kvmhost.h"

/* What guest number n does. */
static void (*script[4])(const char *args);
static unsigned int guests;
static char seen_args[4][512];

static json_t *emitted;
static const char *module_error, *complaint;

const char *kvmhost_paging(const struct kvmhost *host)
{
	return host->shadow ? "shadow" : "ept";
}

void channel_emit(json_t *obj)
{
	json_array_append_new(emitted, obj);
}

void channel_say(const char *type, const char *format, ...)
{
	(void)format;
	json_array_append_new(emitted, json_pack("{s:s}", "type", type));
}

int modules_load(struct kvmhost *host, char *error, size_t len)
{
	(void)host;
	snprintf(error, len, "%s", module_error ? module_error : "");
	return module_error ? -1 : 0;
}

void hostview_begin(void)
{
}

void hostview_print(const struct kvmhost *host)
{
	(void)host;
}

const char *overhead_variant(unsigned int variant)
{
	(void)variant;
	return NULL;
}

int overhead_begin(struct kvmhost *host, unsigned int variant, char *error,
		   size_t len)
{
	(void)host;
	(void)variant;
	(void)error;
	(void)len;
	return -1;
}

void overhead_end(unsigned int variant)
{
	(void)variant;
}

unsigned int qemu_vcpus(const struct kvmhost *host,
			const struct guest_needs *needs)
{
	(void)host;
	return needs->vcpus;
}

bool qemu_plugs(unsigned int vcpus)
{
	return vcpus > 1;
}

static unsigned int plugged;
void plug_vcpus(unsigned int vcpus)
{
	plugged = vcpus;
}

int timeline_begin(int qemu, uint64_t interval_cycles)
{
	(void)qemu;
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
		json_object_set_new(record, "timeline", json_object());
}

const char *hostview_complaint(void)
{
	return complaint;
}

void facts_emit(const struct kvmhost *host)
{
	(void)host;
}

int qemu_make_disk(char *error, size_t len)
{
	(void)error;
	(void)len;
	return 0;
}

void qemu_tool_path(const char *tool, char *path, size_t len)
{
	snprintf(path, len, "/nonexistent/%s", tool);
}

int qemu_start(const struct kvmhost *host, const struct guest_needs *needs,
	       const char *args, struct qemu *qemu, char *error, size_t len)
{
	int fds[2];

	(void)host;
	(void)needs;
	(void)error;
	(void)len;
	assert_in_range(guests, 0, 3);
	assert_non_null(script[guests]);
	snprintf(seen_args[guests], sizeof(seen_args[0]), "%s", args);
	assert_int_equal(pipe(fds), 0);
	qemu->pid = fork();
	if (!qemu->pid) {
		dup2(fds[1], STDOUT_FILENO);
		close(fds[0]);
		close(fds[1]);
		script[guests](args);
		_exit(0);
	}
	guests++;
	close(fds[1]);
	qemu->channel = fds[0];
	return 0;
}

void qemu_stop(struct qemu *qemu, unsigned int timeout_s)
{
	(void)timeout_s;
	kill(qemu->pid, SIGKILL);
	waitpid(qemu->pid, NULL, 0);
	close(qemu->channel);
}

json_t *qemu_last_lines(void)
{
	return json_pack("[s]", "its last words");
}

#endif
