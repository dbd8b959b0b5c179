// SPDX-License-Identifier: GPL-2.0
/* Which vCPU had the exits; see vcpus.h. */
#include <stdlib.h>

#include "kept.h"
#include "vcpus.h"

const char *vcpus_key(enum vcpu_figure figure)
{
	static const char *const keys[VCPU_FIGURES] = {
		[VCPU_EXITS] = "exits", [VCPU_KERNEL] = "kernel_cycles",
		[VCPU_USER] = "user_cycles", [VCPU_BLOCKED] = "blocked_cycles",
		[VCPU_AWAY] = "away_cycles", [VCPU_COST] = "cost_cycles",
	};

	return keys[figure];
}

/* Of a good repetition that tells it; or NULL. */
static const struct vcpus *told(const struct mode_figures *mode, size_t rec)
{
	const struct record *r = mode->recs[rec];

	return r->status == STATUS_OK ? extras(r)->vcpus : NULL;
}

static const struct vcpus *most(const struct mode_figures *mode)
{
	const struct vcpus *most = NULL, *v;

	for (size_t i = 0; i < mode->n_recs; i++) {
		v = told(mode, i);
		if (v && (!most || v->n > most->n))
			most = v;
	}
	return most;
}

size_t vcpus_count(const struct mode_figures *mode)
{
	const struct vcpus *v = most(mode);

	return v ? v->n : 0;
}

uint64_t vcpus_number(const struct mode_figures *mode, size_t i)
{
	return most(mode)->vcpu[i].cpu;
}

static const struct vcpu *find(const struct vcpus *v, size_t i)
{
	return i == VCPUS_OUTSIDE ? &v->outside : i < v->n ? &v->vcpu[i] : NULL;
}

static double value(const struct exit_reason *r, enum vcpu_figure figure)
{
	switch (figure) {
	case VCPU_EXITS:
		return r->count;
	case VCPU_KERNEL:
		return r->kernel_cycles;
	case VCPU_USER:
		return r->user_cycles;
	case VCPU_BLOCKED:
		return r->blocked_cycles;
	case VCPU_AWAY:
		return r->away_cycles;
	default:
		return (double)r->kernel_cycles + r->user_cycles;
	}
}

/* Nothing of a reason that it had not. */
static double value_of(const struct vcpu *vcpu, const uint32_t *reason,
		       enum vcpu_figure figure)
{
	if (!reason)
		return value(&vcpu->sum, figure);
	for (size_t i = 0; i < vcpu->n_reasons; i++)
		if (vcpu->reasons[i].reason == *reason)
			return value(&vcpu->reasons[i], figure);
	return 0;
}

static struct spread over(const struct mode_figures *mode, size_t vcpu,
			  const uint32_t *reason, enum vcpu_figure figure)
{
	double *values = calloc(mode->n_recs + 1, sizeof(*values));
	struct spread s = { 0 };
	size_t n = 0;

	for (size_t i = 0; values && i < mode->n_recs; i++) {
		const struct vcpus *v = told(mode, i);
		const struct vcpu *of = v ? find(v, vcpu) : NULL;

		if (of)
			values[n++] = value_of(of, reason, figure);
	}
	if (n)
		s = stats_double(values, n);
	free(values);
	return s;
}

struct spread vcpus_all(const struct mode_figures *mode, size_t i,
			enum vcpu_figure figure)
{
	return over(mode, i, NULL, figure);
}

struct spread vcpus_reason(const struct mode_figures *mode, size_t i,
			   uint32_t reason, enum vcpu_figure figure)
{
	return over(mode, i, &reason, figure);
}

bool vcpus_next_reason(const struct mode_figures *mode, size_t i,
		       uint64_t *reason, const char **name)
{
	uint64_t next = UINT64_MAX;

	for (size_t k = 0; k < mode->n_recs; k++) {
		const struct vcpus *v = told(mode, k);
		const struct vcpu *of = v ? find(v, i) : NULL;

		for (size_t r = 0; of && r < of->n_reasons; r++) {
			const struct exit_reason *e = &of->reasons[r];

			if (e->reason < *reason || e->reason >= next)
				continue;
			next = e->reason;
			*name = kept_text(e->name);
		}
	}
	*reason = next;
	return next != UINT64_MAX;
}
