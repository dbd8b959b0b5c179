// SPDX-License-Identifier: GPL-2.0
/* QEMU's state through a pipe; see migrate.h. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <glib.h>
#include <jansson.h>
#include <libvirt/libvirt-qemu.h>
#include <libvirt/virterror.h>

#include "migrate.h"

#define CHUNK (1 << 20)
#define TIMEOUT_MS 60000
#define TICK_MS 2

/* "return" of @command, a new reference, or NULL with @why. */
static json_t *ask_with(virDomainPtr domain, const char *command, int fd,
			struct sentence *why)
{
	char *text = NULL;
	json_t *answer, *value;
	const char *error;

	if (virDomainQemuMonitorCommandWithFiles(domain, command, fd < 0 ? 0 : 1,
						 fd < 0 ? NULL : &fd, NULL, NULL,
						 &text, 0)) {
		sentence_set(why, -EIO, "%s", virGetLastErrorMessage());
		return NULL;
	}
	answer = json_loads(text, 0, NULL);
	free(text);
	value = json_incref(json_object_get(answer, "return"));
	error = json_string_value(json_object_get(json_object_get(answer, "error"),
						  "desc"));
	if (!value)
		sentence_set(why, -EIO, "QEMU: %s", error ?: "no answer");
	json_decref(answer);
	return value;
}

static int tell(virDomainPtr domain, const char *command, struct sentence *why)
{
	json_t *value = ask_with(domain, command, -1, why);

	json_decref(value);
	return value ? 0 : -EIO;
}

/* Gives QEMU @fd, which it closes, and tells it to @command by that. */
static int hand_over(virDomainPtr domain, int fd, const char *command,
		     struct sentence *why)
{
	json_t *value = ask_with(domain,
		"{\"execute\":\"getfd\",\"arguments\":{\"fdname\":\"state\"}}", fd, why);
	g_autofree char *text = format_text(
		"{\"execute\":\"%s\",\"arguments\":{\"uri\":\"fd:state\"}}", command);

	json_decref(value);
	return value ? tell(domain, text, why) : -EIO;
}

/* Until QEMU says that it is over. */
static int wait_for_end(virDomainPtr domain, struct sentence *why)
{
	const struct timespec tick = { .tv_nsec = TICK_MS * 1000000 };

	for (int ms = 0; ms < TIMEOUT_MS; ms += TICK_MS) {
		json_t *value = ask_with(domain, "{\"execute\":\"query-migrate\"}", -1,
					 why);
		const char *status = json_string_value(json_object_get(value, "status"));
		bool done = status && !strcmp(status, "completed");
		bool failed = !value || (status && (!strcmp(status, "failed") ||
						    !strcmp(status, "cancelled")));

		if (value && failed)
			sentence_set(why, -EIO, "QEMU: %s", status);
		json_decref(value);
		if (done || failed)
			return done ? 0 : -EIO;
		nanosleep(&tick, NULL);
	}
	return sentence_set(why, -ETIMEDOUT, "QEMU does not come to an end");
}

/* All of it, also what cannot be written: QEMU must come to its end. */
static int drain(int fd, struct saved_file *file, struct sentence *why)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	g_autofree char *bytes = g_malloc(CHUNK);
	int err = 0;
	ssize_t n;

	for (;;) {
		if (poll(&pfd, 1, TIMEOUT_MS) == 0)
			return sentence_set(why, -ETIMEDOUT, "QEMU sends nothing");
		n = read(fd, bytes, CHUNK);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		if (!err)
			err = saved_file_write(file, bytes, n);
	}
	return err ? sentence_set(why, err, "saved KVM host: write '%s': %s; is the disk full?",
				  file->part, strerror(-err)) : 0;
}

int migrate_out(virDomainPtr domain, struct saved_file *file, struct sentence *why)
{
	struct sentence other;
	int fds[2], err;

	if (pipe2(fds, O_CLOEXEC))
		return sentence_errno(why, "saved KVM host: make a pipe");
	/* Its own limit is 1 Gbit/s. */
	err = tell(domain, "{\"execute\":\"migrate-set-parameters\","
		   "\"arguments\":{\"max-bandwidth\":1099511627776}}", why) ?:
	      hand_over(domain, fds[1], "migrate", why);
	close(fds[1]);
	if (!err) {
		err = drain(fds[0], file, why);
		if (wait_for_end(domain, err ? &other : why) && !err)
			err = -EIO;
	}
	close(fds[0]);
	return err;
}

/* QEMU may end before it has read everything; what it says then is better. */
static int pour(int fd, struct saved_file *file, struct sentence *why)
{
	g_autofree char *bytes = g_malloc(CHUNK);
	ssize_t n = 0, put, at;

	while ((n = saved_file_read(file, bytes, CHUNK)) > 0)
		for (at = 0; at < n; at += put) {
			put = write(fd, bytes + at, n - at);
			if (put < 0 && errno == EINTR)
				put = 0;
			else if (put < 0)
				return 0;
		}
	return n ? sentence_set(why, n, "read it: %s", strerror(-n)) : 0;
}

int migrate_in(virDomainPtr domain, struct saved_file *file, struct sentence *why)
{
	int fds[2], err;

	if (pipe2(fds, O_CLOEXEC))
		return sentence_errno(why, "make a pipe");
	err = hand_over(domain, fds[0], "migrate-incoming", why);
	close(fds[0]);
	if (!err)
		err = pour(fds[1], file, why);
	close(fds[1]);
	return err ?: wait_for_end(domain, why);
}
