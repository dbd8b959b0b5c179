// SPDX-License-Identifier: GPL-2.0
/*
 * fio-*: the real fio with a job file of workloads/jobs/, on ext4 on virtio-blk,
 * past the page cache. One operation is one I/O. What fio itself reports
 * about throughput and latency, in guest time, is recorded with the exits.
 *
 * Exits: for every I/O that is submitted alone, one to kick the virtqueue (a nested
 * page fault or EPT misconfiguration; under shadow paging a page fault), an
 * interrupt when it is done, and a HLT if the guest runs out of work before that.
 * I/Os of a deep queue that are submitted together share them. fio's own start
 * is included: about 80 CPUID, under shadow paging about 6,000 page faults, and
 * up to 300 million ticks; subtract `fio-none`, which does a single I/O.
 */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool.h"

enum { SIZE, BS, DEPTH };

static void job_file(const struct workload *workload, char *path, size_t len)
{
	snprintf(path, len, TOOL_DIR "/jobs/%s.fio",
		 workload->name + strlen("fio-"));
}

/* Job files are on the tool's disk, which a guest of the user's does not have. */
static int fio_setup(struct workload_run *run)
{
	char path[128];

	if (tool_setup(run, "fio"))
		return -1;
	job_file(run->workload, path, sizeof(path));
	return access(path, R_OK) ?
		workload_skip(run, "no job files in this guest") : 0;
}

static int64_t fio_run(struct workload_run *run)
{
	const char *argv[] = { "fio", "--output-format=json", NULL, NULL };
	char file[128], value[32];

	job_file(run->workload, file, sizeof(file));
	argv[2] = file;
	setenv("DIR", run->dir, 1);
	snprintf(value, sizeof(value), "%lld", (long long)run->param[SIZE]);
	setenv("SIZE", value, 1);
	snprintf(value, sizeof(value), "%lld", (long long)run->param[BS]);
	setenv("BS", value, 1);
	snprintf(value, sizeof(value), "%lld", (long long)run->param[DEPTH]);
	setenv("DEPTH", value, 1);
	if (tool_run(run, argv))
		return -1;
	return run->param[SIZE] / run->param[BS];
}

static void take(json_t *to, const char *name, const json_t *from)
{
	json_object_set_new(to, name,
			    json_integer(json_number_value(from)));
}

/* Throughput and latency of the direction that did anything. */
static void fio_collect(struct workload_run *run, json_t *tool)
{
	static const char *const ways[] = { "read", "write" };
	json_t *all = json_load_file(tool_output, 0, NULL), *way, *lat;
	json_t *job = json_array_get(json_object_get(all, "jobs"), 0);
	size_t i;

	(void)run;
	for (i = 0; i < 2; i++) {
		way = json_object_get(job, ways[i]);
		if (!json_integer_value(json_object_get(way, "total_ios")))
			continue;
		take(tool, "total_ios", json_object_get(way, "total_ios"));
		take(tool, "bytes_per_second",
		     json_object_get(way, "bw_bytes"));
		lat = json_object_get(way, "clat_ns");
		take(tool, "latency_mean_ns", json_object_get(lat, "mean"));
		take(tool, "latency_max_ns", json_object_get(lat, "max"));
	}
	json_decref(all);
}

#define FIO(id, job, text, size, bs, depth)				\
const struct workload workload_##id = {					\
	.name = "fio-" job,						\
	.group = "io",							\
	.summary = text,						\
	.op = "I/O",							\
	.params = {							\
		[SIZE] = { "size", size, 512, 32 << 20,			\
			   "bytes in all" },				\
		[BS] = { "bs", bs, 512, 1 << 20, "bytes an I/O" },	\
		[DEPTH] = { "depth", depth, 1, 64, "I/Os at once" },	\
	},								\
	.expect = {							\
		{ EXIT_REASON_EPT_MISCONFIG, SVM_EXIT_NPF,		\
		  { 0.06, WORKLOAD_ANY }, { 0, 0 } },			\
		{ EXIT_REASON_EXCEPTION_NMI, SVM_EXIT_EXCP_BASE + 14,	\
		  { 0, 0 }, { 0.06, WORKLOAD_ANY } },			\
	},								\
	.needs_dir = true,						\
	.tool = "fio",							\
	.setup = fio_setup,						\
	.run = fio_run,							\
	.collect = fio_collect,						\
}

FIO(fio_none, "none", "fio that does a single I/O: what its start costs",
    4096, 4096, 1);
FIO(fio_seqread, "seqread", "sequential reads by fio", 1 << 20, 64 << 10, 1);
FIO(fio_seqwrite, "seqwrite", "sequential writes by fio", 1 << 20, 64 << 10, 1);
FIO(fio_randread, "randread", "random reads by fio, one at a time", 512 << 10,
    4096, 1);
FIO(fio_randread_deep, "randread-deep", "random reads by fio, many at once",
    512 << 10, 4096, 16);
FIO(fio_randwrite, "randwrite", "random writes by fio, one at a time",
    512 << 10, 4096, 1);
FIO(fio_fsync, "fsync", "writes by fio, each with an fsync", 128 << 10, 4096, 1);
