// SPDX-License-Identifier: GPL-2.0
/* Workers on several vCPUs; see smp.h. */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "smp.h"

#define WORKERS 64

/* What processes share, too. */
struct shared {
	pthread_barrier_t begin, end;
	volatile bool stop, at_work;
	struct worker {
		int64_t ops;
		char error[sizeof(((struct workload_run *)0)->error)];
	} worker[WORKERS];
};

static struct shared *shared;
static struct workload_run *caller;
static const struct smp_work *work;
static unsigned int nr_workers, nr_started;
static cpu_set_t allowed;
static pthread_t thread[WORKERS];
static pid_t process[WORKERS];

static int pin(unsigned int worker)
{
	unsigned int cpu, n = 0;
	cpu_set_t one;

	for (cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, &allowed) && n++ == worker)
			break;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	return sched_setaffinity(0, sizeof(one), &one);
}

static void take_part(unsigned int i, struct workload_run *run)
{
	struct worker *w = &shared->worker[i];

	if (work->beside && i) {
		work->beside();
		w->ops = 0;
		return;
	}
	w->ops = work->run(run);
	if (!i)
		shared->at_work = false;
	if (w->ops < 0)
		memcpy(w->error, run->error, sizeof(w->error));
}

/* Worker @i, until it is told to stop. Its set-up is the first thing it does. */
static void serve(unsigned int i)
{
	struct worker *w = &shared->worker[i];
	struct workload_run run = *caller;

	w->ops = pin(i) ? workload_fail(&run, "run on vCPU %u", i) :
		 work->setup ? work->setup(&run) : 0;
	memcpy(w->error, run.error, sizeof(w->error));
	pthread_barrier_wait(&shared->end);
	for (;;) {
		pthread_barrier_wait(&shared->begin);
		if (shared->stop)
			return;
		take_part(i, &run);
		pthread_barrier_wait(&shared->end);
	}
}

static void *serve_thread(void *worker)
{
	serve((struct worker *)worker - shared->worker);
	return NULL;
}

static int start_worker(unsigned int i)
{
	if (!work->processes)
		return -pthread_create(&thread[i], NULL, serve_thread,
				       &shared->worker[i]);
	process[i] = fork();
	if (!process[i]) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		serve(i);
		_exit(0);
	}
	return process[i] < 0 ? -errno : 0;
}

/* The first that failed speaks for all. */
static int64_t result(struct workload_run *run)
{
	int64_t ops = 0;
	unsigned int i;

	for (i = 0; i < nr_workers; i++) {
		if (shared->worker[i].ops < 0) {
			memcpy(run->error, shared->worker[i].error,
			       sizeof(run->error));
			return -1;
		}
		ops += shared->worker[i].ops;
	}
	return ops;
}

int smp_start(struct workload_run *run, const struct smp_work *what,
	      unsigned int cpus)
{
	pthread_barrierattr_t attr;

	caller = run;
	work = what;
	nr_workers = cpus;
	if (sched_getaffinity(0, sizeof(allowed), &allowed))
		return workload_fail(run, "ask for the vCPUs");
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED) {
		shared = NULL;
		return workload_fail(run, "map what workers share");
	}
	pthread_barrierattr_init(&attr);
	pthread_barrierattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
	pthread_barrier_init(&shared->begin, &attr, cpus);
	pthread_barrier_init(&shared->end, &attr, cpus);
	if (pin(0))
		return workload_fail(run, "run on vCPU 0");
	for (nr_started = 1; nr_started < cpus; nr_started++) {
		int err = start_worker(nr_started);

		if (err) {
			errno = -err;
			return workload_fail(run, "start worker %u of %u",
					     nr_started, cpus);
		}
	}
	shared->worker[0].ops = what->setup ? what->setup(run) : 0;
	memcpy(shared->worker[0].error, run->error, sizeof(run->error));
	pthread_barrier_wait(&shared->end);
	return result(run) < 0 ? -1 : 0;
}

int64_t smp_run(struct workload_run *run)
{
	shared->at_work = true;
	pthread_barrier_wait(&shared->begin);
	take_part(0, run);
	pthread_barrier_wait(&shared->end);
	return result(run);
}

bool smp_at_work(void)
{
	return shared->at_work;
}

/*
 * Where not all could start, the others wait for them: processes are killed, threads
 * left to sleep, with what they wait on.
 */
void smp_stop(struct workload_run *run)
{
	bool all = nr_started == nr_workers;
	unsigned int i;

	(void)run;
	if (!shared)
		return;
	shared->stop = true;
	if (all)
		pthread_barrier_wait(&shared->begin);
	for (i = 1; i < nr_started; i++)
		if (work->processes) {
			if (!all)
				kill(process[i], SIGKILL);
			waitpid(process[i], NULL, 0);
		} else if (all) {
			pthread_join(thread[i], NULL);
		}
	sched_setaffinity(0, sizeof(allowed), &allowed);
	if (all || work->processes)
		munmap(shared, sizeof(*shared));
	shared = NULL;
	nr_started = 0;
}
