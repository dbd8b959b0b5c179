// SPDX-License-Identifier: GPL-2.0
/* Raw events of a tracing instance; see trace.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>
#include <x86intrin.h>

#include "bracket_slots.h"
#include "paths.h"
#include "trace.h"
#include "trace_page.h"

#define INSTANCE TRACING "/instances/exitbench"
#define EVENTS INSTANCE "/events/kvm/"
#define PER_CPU INSTANCE "/per_cpu"
#define PAGE_BYTES 4096
#define CPUS_MAX 1024

/*
 * Of all processors together, and of one at most: 300,000 exits with their entries
 * between two looks.
 */
#define BUFFERS_KIB (512L * 1024)
#define BUFFER_KIB (32L * 1024)

/* Where a field is in an event, as the event's format says. */
struct place {
	unsigned int offset, size;
};

enum { COMMON_TYPE, COMMON_PID, EXIT_REASON, LATCH_INDEX, LATCH_LOW, LATCH_HIGH, PLACES };

static const struct {
	const char *event, *field;
} places[PLACES] = {
	[COMMON_TYPE] = { "kvm_exit", "common_type" },
	[COMMON_PID] = { "kvm_exit", "common_pid" },
	[EXIT_REASON] = { "kvm_exit", "exit_reason" },
	[LATCH_INDEX] = { "kvm_cpuid", "index" },
	[LATCH_LOW] = { "kvm_cpuid", "rax" },
	[LATCH_HIGH] = { "kvm_cpuid", "rbx" },
};

static const char *const event_names[] = {
	[TRACE_EXIT] = "kvm_exit", [TRACE_ENTRY] = "kvm_entry",
	[TRACE_LATCH] = "kvm_cpuid",
};

#define N_EVENTS (sizeof(event_names) / sizeof(*event_names))

static struct {
	struct place place[PLACES];
	unsigned int id[N_EVENTS];
	int cpu[CPUS_MAX];	/* open files of each processor */
	unsigned int n_cpus;
	bool missed, torn;
	struct trace_event *event;	/* drained, and not yet handed over */
	size_t n, room;
} trace;

static int set(const char *file, const char *text, struct sentence *why)
{
	char *path = format_text(INSTANCE "/%s", file);
	int err = write_text(path, text);

	if (err)
		sentence_set(why, err, "trace VM exits: write '%s' to '%s': %s",
			     text, path, strerror(-err));
	free(path);
	return err;
}

static int find_place(int p, struct sentence *why)
{
	char *path = format_text(EVENTS "%s/format", places[p].event);
	FILE *file = fopen(path, "re");
	char line[256], name[64];
	bool found = false;

	/* "field:unsigned int exit_reason;	offset:8;	size:4;	..." */
	while (file && !found && fgets(line, sizeof(line), file)) {
		char *end = strchr(line, ';'), *begin = end;

		while (begin > line && begin[-1] != ' ')
			begin--;
		if (!end || end - begin >= (long)sizeof(name))
			continue;
		snprintf(name, sizeof(name), "%.*s", (int)(end - begin), begin);
		found = !strcmp(name, places[p].field) &&
			sscanf(end, "; offset:%u; size:%u;",
			       &trace.place[p].offset,
			       &trace.place[p].size) == 2;
	}
	if (file)
		fclose(file);
	if (!found || trace.place[p].size > 8) {
		sentence_set(why, -ENOENT, "trace VM exits: no field '%s' in '%s'",
			     places[p].field, path);
		found = false;
	}
	free(path);
	return found ? 0 : -ENOENT;
}

static int find_id(int e, struct sentence *why)
{
	char *path = format_text(EVENTS "%s/id", event_names[e]);
	char *line = read_first_line(path);
	int err = 0;

	if (line)
		trace.id[e] = strtoul(line, NULL, 10);
	else
		err = sentence_errno(why, "trace VM exits: read '%s'", path);
	free(line);
	free(path);
	return err;
}

static int open_cpus(struct sentence *why)
{
	DIR *dir = opendir(PER_CPU);
	struct dirent *entry;
	int err = 0;

	while (dir && !err && (entry = readdir(dir))) {
		char *path;
		int fd;

		if (strncmp(entry->d_name, "cpu", 3) || trace.n_cpus == CPUS_MAX)
			continue;
		path = format_text(PER_CPU "/%s/trace_pipe_raw", entry->d_name);
		fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
		if (fd < 0)
			err = sentence_errno(why, "trace VM exits: open '%s'", path);
		else
			trace.cpu[trace.n_cpus++] = fd;
		free(path);
	}
	if (dir)
		closedir(dir);
	return err ? err : trace.n_cpus ? 0 :
	       sentence_set(why, -ENOENT, "trace VM exits: '" PER_CPU "' has no processor");
}

/* What a killed one has left is taken away. */
static int make_instance(struct sentence *why)
{
	if (access(TRACING "/instances", F_OK))
		mount("tracefs", TRACING, "tracefs", 0, NULL);
	rmdir(INSTANCE);
	if (mkdir(INSTANCE, 0700))
		return sentence_errno(why, "trace VM exits: create '" INSTANCE "'");
	return 0;
}

static char *buffer_kib(void)
{
	long n = sysconf(_SC_NPROCESSORS_CONF), kib = BUFFERS_KIB / (n > 0 ? n : 1);

	return format_text("%ld", kib < BUFFER_KIB ? kib : BUFFER_KIB);
}

int trace_begin(struct sentence *why)
{
	char *filter = format_text("function == %u", KVM_EXIT_ACCT_LEAF_LATCH);
	char *kib = buffer_kib();
	int err = make_instance(why);

	if (!err)
		err = set("trace_clock", "x86-tsc", why);
	if (!err)	/* what is new is lost, and counted, not what is old */
		err = set("options/overwrite", "0", why);
	if (!err)
		err = set("buffer_size_kb", kib, why);
	if (!err)
		err = set("events/kvm/kvm_cpuid/filter", filter, why);
	for (int p = 0; !err && p < PLACES; p++)
		err = find_place(p, why);
	for (size_t e = 0; !err && e < N_EVENTS; e++)
		err = find_id(e, why);
	if (!err)
		err = open_cpus(why);
	for (size_t e = 0; !err && e < N_EVENTS; e++) {
		char *file = format_text("events/kvm/%s/enable", event_names[e]);

		err = set(file, "1", why);
		free(file);
	}
	free(filter);
	free(kib);
	if (err)
		trace_end();
	return err;
}

void trace_end(void)
{
	struct sentence why;

	set("events/enable", "0", &why);
	for (unsigned int i = 0; i < trace.n_cpus; i++)
		close(trace.cpu[i]);
	rmdir(INSTANCE);
	free(trace.event);
	memset(&trace, 0, sizeof(trace));
}

static uint64_t field(const uint8_t *data, size_t len, int p)
{
	const struct place *place = &trace.place[p];
	uint64_t value = 0;

	if (place->offset + place->size <= len)
		memcpy(&value, data + place->offset, place->size);
	return value;
}

static void take_event(void *arg, uint64_t time, const void *data, size_t len)
{
	unsigned int id = field(data, len, COMMON_TYPE);
	struct trace_event event = {
		.tsc = time, .tid = field(data, len, COMMON_PID),
	};

	(void)arg;
	if (id == trace.id[TRACE_EXIT]) {
		event.kind = TRACE_EXIT;
		event.what = field(data, len, EXIT_REASON);
	} else if (id == trace.id[TRACE_ENTRY]) {
		event.kind = TRACE_ENTRY;
	} else if (id == trace.id[TRACE_LATCH]) {
		event.kind = TRACE_LATCH;
		event.what = field(data, len, LATCH_INDEX);
		event.seq = field(data, len, LATCH_HIGH) << 32 |
			    field(data, len, LATCH_LOW);
	} else {
		return;
	}
	if (trace.n == trace.room) {
		trace.room = trace.room ? trace.room * 2 : 4096;
		trace.event = realloc(trace.event,
				      trace.room * sizeof(*trace.event));
		if (!trace.event)
			abort();
	}
	trace.event[trace.n++] = event;
}

static void read_cpu(int fd)
{
	static uint8_t page[PAGE_BYTES] __attribute__((aligned(8)));
	ssize_t n;

	while ((n = read(fd, page, sizeof(page))) > 0)
		if (trace_page_read(page, n, take_event, NULL, &trace.missed))
			trace.torn = true;
}

static int by_time(const void *a, const void *b)
{
	const struct trace_event *x = a, *y = b;

	return x->tsc < y->tsc ? -1 : x->tsc > y->tsc;
}

/* An event of another processor's that is later than @until may still come. */
int trace_drain(void (*take)(void *arg, const struct trace_event *event),
		void *arg, struct sentence *why)
{
	uint64_t until = __rdtsc();
	size_t i;

	for (unsigned int c = 0; c < trace.n_cpus; c++)
		read_cpu(trace.cpu[c]);
	if (trace.torn)
		return sentence_set(why, -EBADMSG, "the kernel's trace has a page that cannot be read");
	if (trace.n_cpus > 1)
		qsort(trace.event, trace.n, sizeof(*trace.event), by_time);
	for (i = 0; i < trace.n && trace.event[i].tsc <= until; i++)
		take(arg, &trace.event[i]);
	trace.n -= i;
	memmove(trace.event, trace.event + i, trace.n * sizeof(*trace.event));
	return 0;
}

/* Lines such as "overrun: 0" of each processor's statistics. */
static uint64_t lost_of(const char *path)
{
	FILE *file = fopen(path, "re");
	unsigned long long n;
	char line[128];
	uint64_t lost = 0;

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "overrun: %llu", &n) == 1 ||
		    sscanf(line, "commit overrun: %llu", &n) == 1 ||
		    sscanf(line, "dropped events: %llu", &n) == 1)
			lost += n;
	if (file)
		fclose(file);
	return file ? lost : 1;
}

uint64_t trace_lost(void)
{
	DIR *dir = opendir(PER_CPU);
	uint64_t lost = trace.missed;
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		char *path;

		if (strncmp(entry->d_name, "cpu", 3))
			continue;
		path = format_text(PER_CPU "/%s/stats", entry->d_name);
		lost += lost_of(path);
		free(path);
	}
	if (dir)
		closedir(dir);
	return dir ? lost : 1;
}
