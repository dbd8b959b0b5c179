// SPDX-License-Identifier: GPL-2.0
/* The QEMU guest agent, through libvirt; see agent.h. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <glib.h>
#include <libvirt/libvirt-qemu.h>
#include <libvirt/virterror.h>

#include "agent.h"
#include "libvirt_remedy.h"

/* An answer may take this long, because the guest may be emulated. */
#define CALL_TIMEOUT_S 60
/* Every question causes exits in the guest, so ask seldom. */
#define POLL_MS 1000
#define FIRST_POLL_MS 100
#define CHUNK (96 << 10)

static int fail(struct agent *a, const char *what, const char *object)
{
	return sentence_set(&a->why, -EIO, "%s '%s': %s%s", what, object,
			    virGetLastErrorMessage(), libvirt_remedy());
}

int agent_open(struct agent *a, const char *uri, const char *domain)
{
	a->uri = uri ? uri : "qemu:///system";
	libvirt_quiet();
	a->conn = virConnectOpen(a->uri);
	if (!a->conn)
		return fail(a, "open libvirt at", a->uri);
	a->domain = virDomainLookupByName(a->conn, domain);
	if (!a->domain)
		return fail(a, "find domain", domain);
	if (virDomainIsActive(a->domain) == 1)
		return 0;
	return sentence_set(&a->why, -ESRCH,
			    "domain '%s' is not running; start it: virsh start %s",
			    domain, domain);
}

void agent_close(struct agent *a)
{
	if (a->domain)
		virDomainFree(a->domain);
	if (a->conn)
		virConnectClose(a->conn);
	g_free(a->complaint);
	a->domain = NULL;
	a->conn = NULL;
	a->complaint = NULL;
}

json_t *agent_call(struct agent *a, const char *command, json_t *arguments)
{
	json_t *ask = json_pack("{s:s, s:o}", "execute", command, "arguments",
				arguments ? arguments : json_object());
	char *text = ask ? json_dumps(ask, JSON_COMPACT) : NULL;
	char *answer = NULL;
	json_t *obj, *ret;

	json_decref(ask);
	if (text)
		answer = virDomainQemuAgentCommand(a->domain, text,
						   CALL_TIMEOUT_S, 0);
	free(text);
	if (!answer) {
		fail(a, "guest agent,", command);
		if (strstr(a->why.text, "disabled"))
			sentence_add(&a->why, "; allow it in the guest, in /etc/sysconfig/qemu-ga or /etc/qemu/qemu-ga.conf");
		return NULL;
	}
	obj = json_loads(answer, 0, NULL);
	ret = json_incref(json_object_get(obj, "return"));
	if (!ret)
		sentence_set(&a->why, 0, "guest agent, '%s': answered '%.200s'",
			     command, answer);
	json_decref(obj);
	free(answer);
	return ret;
}

static int put_chunk(struct agent *a, json_int_t handle, const void *bytes,
		     size_t len)
{
	g_autofree char *text = g_base64_encode(bytes, len);
	json_t *ret;
	size_t n;

	ret = agent_call(a, "guest-file-write",
			 json_pack("{s:I, s:s}", "handle", handle, "buf-b64",
				   text));
	if (!ret)
		return -EIO;
	n = json_integer_value(json_object_get(ret, "count"));
	json_decref(ret);
	if (n == len)
		return 0;
	return sentence_set(&a->why, -ENOSPC,
			    "the guest took %zu of %zu bytes; is its disk full?",
			    n, len);
}

int agent_put_bytes(struct agent *a, const char *bytes, size_t len,
		    const char *to)
{
	json_t *handle = agent_call(a, "guest-file-open",
				    json_pack("{s:s, s:s}", "path", to, "mode",
					      "wb"));
	struct sentence why;
	json_t *ret;
	int err = 0;

	if (!handle)
		return -EIO;
	for (size_t at = 0, n; !err && at < len; at += n) {
		n = len - at < CHUNK ? len - at : CHUNK;
		err = put_chunk(a, json_integer_value(handle), bytes + at, n);
	}
	/* Closing it writes what is buffered. The first error is the one to be told. */
	why = a->why;
	ret = agent_call(a, "guest-file-close",
			 json_pack("{s:O}", "handle", handle));
	json_decref(handle);
	if (err)
		a->why = why;
	else if (!ret)
		err = -EIO;
	json_decref(ret);
	return err;
}

int agent_put(struct agent *a, const char *from, const char *to)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *bytes = NULL;
	gsize len;

	if (g_file_get_contents(from, &bytes, &len, &error))
		return agent_put_bytes(a, bytes, len, to);
	return sentence_set(&a->why, -EIO, "%s; type: make setup",
			    error->message);
}

/* Starts @argv; returns its process id in the guest, or a negative errno. */
static json_int_t start(struct agent *a, const char *const *argv, bool capture)
{
	json_t *words = json_array(), *ret;
	json_int_t pid;
	int i;

	for (i = 1; argv[i]; i++)
		json_array_append_new(words, json_string(argv[i]));
	ret = agent_call(a, "guest-exec",
			 json_pack("{s:s, s:o, s:b}", "path", argv[0], "arg",
				   words, "capture-output", (int)capture));
	if (!ret)
		return -EIO;
	pid = json_integer_value(json_object_get(ret, "pid"));
	json_decref(ret);
	return pid;
}

static void kill_group(struct agent *a, json_int_t pid)
{
	const struct sentence why = a->why;
	char text[32];
	const char *const argv[] = {
		"sh", "-c", "kill -9 -\"$0\" 2>/dev/null || kill -9 \"$0\"",
		text, NULL
	};

	snprintf(text, sizeof(text), "%lld", (long long)pid);
	start(a, argv, false);
	a->why = why;
}

static double now_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC_RAW, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

/* Text that the agent sends as base64, a new string; "" where there is none. */
static char *decode(const json_t *status, const char *key)
{
	const char *coded = json_string_value(json_object_get(status, key));
	g_autofree guchar *bytes = NULL;
	gsize len = 0;

	if (coded)
		bytes = g_base64_decode(coded, &len);
	return g_strndup(bytes ? (const char *)bytes : "", len);
}

/* The last line that is not empty, or NULL. */
static char *last_line(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	guint n = g_strv_length(lines);

	while (n--)
		if (g_strstrip(lines[n])[0])
			return g_strdup(lines[n]);
	return NULL;
}

/* Collects the program's output. */
static int finish(struct agent *a, const char *name, const json_t *status,
		  char **out)
{
	const json_t *code = json_object_get(status, "exitcode");
	g_autofree char *err = decode(status, "err-data");

	g_free(a->complaint);
	a->complaint = last_line(err);
	a->cut = json_is_true(json_object_get(status, "out-truncated"));
	if (out)
		*out = decode(status, "out-data");
	if (code)
		return json_integer_value(code);
	return sentence_set(&a->why, -EIO,
			    "'%s' in the guest was killed by signal %d", name,
			    (int)json_integer_value(json_object_get(status,
								    "signal")));
}

int agent_run(struct agent *a, const char *const *argv, unsigned int timeout_s,
	      char **out)
{
	double end = now_s() + timeout_s;
	unsigned int wait_ms = FIRST_POLL_MS;
	json_t *status;
	json_int_t pid;
	bool stopped;
	int ret;

	if (out)
		*out = NULL;
	pid = start(a, argv, true);
	if (pid < 0)
		return pid;
	for (;;) {
		usleep(wait_ms * 1000);
		wait_ms = POLL_MS;
		status = agent_call(a, "guest-exec-status",
				    json_pack("{s:I}", "pid", pid));
		if (!status) {
			kill_group(a, pid);
			return -EIO;
		}
		if (json_is_true(json_object_get(status, "exited")))
			break;
		json_decref(status);
		stopped = a->stop && *a->stop;
		if (now_s() < end && !stopped)
			continue;
		sentence_set(&a->why, 0, "%s after %u s: killed",
			     stopped ? "interrupted" : "no end",
			     (unsigned int)(now_s() - end + timeout_s));
		kill_group(a, pid);
		return stopped ? -EINTR : -ETIMEDOUT;
	}
	ret = finish(a, argv[0], status, out);
	json_decref(status);
	return ret;
}
