// SPDX-License-Identifier: GPL-2.0
/*
 * Samples the counters of a VM while it boots, from its file in debugfs, and
 * finds in QEMU's trace when its vCPUs began to run and its firmware ended.
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>
#include <x86intrin.h>

#include "base.h"
#include "paths.h"
#include "phases.h"
#include "timeline.h"

/* At the default interval enough for a boot of 40 G cycles. */
#define SAMPLES_MAX 8192

static struct {
	int timer, file;	/* -1 when there is none */
	int qemu;
	uint64_t started_tsc;
	uint64_t interval_cycles;
	unsigned int n;
} line = { .timer = -1, .file = -1 };

/* Not of @line, which is not 0 at first: the program would have them all in it. */
static struct sample samples[SAMPLES_MAX];

/* One instant in both clocks. */
struct instant {
	uint64_t tsc;
	double realtime_s;
};

static struct instant began;

static struct instant now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (struct instant){ __rdtsc(), ts.tv_sec + ts.tv_nsec / 1e9 };
}

/* Measured with both clocks, so that the TSC's rate need not be known. */
static double tsc_hz(const struct instant *from, const struct instant *to)
{
	return (to->tsc - from->tsc) / (to->realtime_s - from->realtime_s);
}

void timeline_prepare(void)
{
	began = now();
}

int timeline_begin(int qemu, uint64_t started_tsc, uint64_t interval_cycles)
{
	struct instant here = now();
	uint64_t ns = interval_cycles / tsc_hz(&began, &here) * 1e9;
	struct itimerspec every = {
		.it_interval = { ns / 1000000000, ns % 1000000000 },
		.it_value = { ns / 1000000000, ns % 1000000000 },
	};

	line.n = 0;
	line.qemu = qemu;
	line.started_tsc = started_tsc;
	line.interval_cycles = interval_cycles;
	line.timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	if (line.timer >= 0)
		timerfd_settime(line.timer, 0, &every, NULL);
	return line.timer;
}

/* Opens a file of the VM in debugfs. */
static int open_file(const char *name)
{
	char *path = format_text(DEBUGFS "/kvm/%d-*/%s", line.qemu, name);
	int fd, missing;
	glob_t found;

	missing = glob(path, 0, NULL, &found);
	free(path);
	if (missing)
		return -ENOENT;
	fd = open(found.gl_pathv[0], O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		fd = -errno;
	globfree(&found);
	return fd;
}

void timeline_sample(void)
{
	struct sample *sample;
	uint64_t ticks;
	char text[8192];
	ssize_t n;

	if (read(line.timer, &ticks, sizeof(ticks)) < 0 ||
	    line.n == SAMPLES_MAX)
		return;
	if (line.file < 0)
		line.file = open_file("exit_acct");
	if (line.file < 0)
		return;
	sample = &samples[line.n];
	*sample = (struct sample){ .tsc = __rdtsc() };
	n = pread(line.file, text, sizeof(text) - 1, 0);
	if (n <= 0)
		return;
	text[n] = 0;
	sample_parse(text, sample);
	line.n++;
}

static uint64_t tsc_at(double realtime_s)
{
	struct instant here = now();

	return realtime_s ? here.tsc - (here.realtime_s - realtime_s) *
				       tsc_hz(&began, &here) : 0;
}

/*
 * Lines of "PID@SECONDS:EVENT ...": the first "vm_state_notify running 1" is when
 * vCPUs begin to run, the last fw_cfg_select the end of the firmware.
 */
static struct vmm_events read_trace(void)
{
	FILE *file = fopen(QEMU_TRACE, "r");
	double runs = 0, firmware_end = 0, seconds;
	char text[256], event[32];
	int running;

	while (file && fgets(text, sizeof(text), file)) {
		running = 0;
		if (sscanf(text, "%*d@%lf:%31s running %d", &seconds, event,
			   &running) < 2)
			continue;
		if (!strcmp(event, "fw_cfg_select"))
			firmware_end = seconds;
		else if (!strcmp(event, "vm_state_notify") && running && !runs)
			runs = seconds;
	}
	if (file)
		fclose(file);
	return (struct vmm_events){
		.started = line.started_tsc, .runs = tsc_at(runs),
		.firmware_end = tsc_at(firmware_end),
	};
}

/* The host's TSC where the guest's is 0. False when debugfs does not tell. */
static bool read_offset(uint64_t *offset)
{
	int fd = open_file("vcpu0/tsc-offset");
	char text[32];
	ssize_t n;

	if (fd < 0)
		return false;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n <= 0)
		return false;
	text[n] = 0;
	*offset = -strtoull(text, NULL, 10);
	return true;
}

static void stop(void)
{
	if (line.timer >= 0)
		close(line.timer);
	if (line.file >= 0)
		close(line.file);
	line.timer = line.file = -1;
}

void timeline_end(json_t *record)
{
	bool running = line.timer >= 0;

	stop();
	if (!record || !running)
		return;
	if (line.n < SAMPLES_MAX) {
		struct vmm_events vmm = read_trace();
		uint64_t offset;

		if (read_offset(&offset))
			phases_add(record, samples, line.n,
				   line.interval_cycles, &vmm, offset);
		else
			phases_lost(record,
				    "phases and timeline: no TSC offset of this VM in debugfs");
		return;
	}
	phases_lost(record,
		    "phases and timeline: too many samples; give a longer boot:interval=");
}
