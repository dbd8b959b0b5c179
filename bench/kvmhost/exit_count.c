// SPDX-License-Identifier: GPL-2.0
/*
 * VM exits by the kernel's trace; see exit_count.h. As the counters do
 * (kvm_exit_acct.h), it counts an exit when the next VM entry ends it: then both
 * mean the same exits where another vCPU is in the midst of one at a latch.
 */
#include <stddef.h>
#include <string.h>

#include "bracket_slots.h"
#include "exit_count.h"

static struct exit_count_vcpu *find_vcpu(struct exit_count *c, int tid)
{
	unsigned int i;

	for (i = 0; i < c->n_vcpus; i++)
		if (c->vcpu[i].tid == tid)
			return &c->vcpu[i];
	if (c->n_vcpus == EXIT_COUNT_VCPUS)
		return NULL;
	c->vcpu[c->n_vcpus] = (struct exit_count_vcpu){ .tid = tid };
	return &c->vcpu[c->n_vcpus++];
}

bool exit_count_knows(const struct exit_count *c, int tid)
{
	unsigned int i;

	for (i = 0; i < c->n_vcpus; i++)
		if (c->vcpu[i].tid == tid)
			return true;
	return false;
}

/* NULL if there is no room for another. */
static struct exit_count_reason *reason_of(struct exit_count_bracket *b,
					   uint32_t reason)
{
	unsigned int i = 0;

	while (i < b->n && b->reason[i].reason != reason)
		i++;
	if (i == EXIT_COUNT_REASONS) {
		b->overflow = true;
		return NULL;
	}
	if (i == b->n)
		b->reason[b->n++] = (struct exit_count_reason){ .reason = reason };
	return &b->reason[i];
}

static void add(struct exit_count_bracket *b, uint32_t reason, uint64_t cycles)
{
	struct exit_count_reason *r = reason_of(b, reason);

	if (!r)
		return;
	r->count++;
	r->cycles += cycles;
}

static void on_entry(struct exit_count *c, struct exit_count_vcpu *vcpu,
		     uint64_t tsc)
{
	struct exit_count_bracket *to[] = {
		c->up ? NULL : &c->boot, c->open ? &c->now : NULL,
	};
	bool first = !vcpu->tsc;

	for (size_t i = 0; !first && i < sizeof(to) / sizeof(*to); i++) {
		if (!to[i])
			continue;
		if (!vcpu->exited)
			to[i]->untraced++;
		else if (!vcpu->latched)
			add(to[i], vcpu->reason, tsc - vcpu->tsc);
	}
	if (!first)
		c->ended[c->exits++ % EXIT_COUNT_ENDED] =
			(struct exit_count_ended){
				tsc, vcpu->tid, vcpu->exited, vcpu->reason,
			};
	vcpu->exited = vcpu->latched = false;
	vcpu->tsc = tsc;
}

/*
 * Those that ended during the latch of @vcpu, which is its present exit. Its own
 * are not among them: it has had no entry since.
 */
static void add_meanwhile(const struct exit_count *c,
			  const struct exit_count_vcpu *vcpu,
			  struct exit_count_bracket *b, bool at_end)
{
	const struct exit_count_ended *e;
	struct exit_count_reason *r;
	uint64_t i;

	for (i = 1; i <= c->exits; i++) {
		e = &c->ended[(c->exits - i) % EXIT_COUNT_ENDED];
		if (e->tsc <= vcpu->tsc)
			return;
		if (i > EXIT_COUNT_ENDED) {
			b->overflow = true;
			return;
		}
		r = e->traced ? reason_of(b, e->reason) : NULL;
		if (r)
			*(at_end ? &r->at_end : &r->at_begin) += 1;
		else if (!e->traced)
			*(at_end ? &b->untraced_at_end :
				   &b->untraced_at_begin) += 1;
	}
}

static void keep(struct exit_count *c, uint64_t after)
{
	c->now.after = after;
	c->kept[c->n_kept++ % EXIT_COUNT_KEPT] = c->now;
	c->open = false;
}

static void on_latch(struct exit_count *c, struct exit_count_vcpu *vcpu,
		     const struct trace_event *event)
{
	switch (event->what % KVM_EXIT_ACCT_SLOTS) {
	case COUNTERS_SLOT_BEFORE:
		c->now = (struct exit_count_bracket){ .before = event->seq };
		c->open = vcpu->latched = true;
		add_meanwhile(c, vcpu, &c->now, false);
		break;
	case COUNTERS_SLOT_AFTER:
		if (!c->open)
			break;
		add_meanwhile(c, vcpu, &c->now, true);
		keep(c, event->seq);
		break;
	case COUNTERS_SLOT_UP:
		if (c->up)
			break;
		add_meanwhile(c, vcpu, &c->boot, true);
		c->boot.after = event->seq;
		c->up = true;
		break;
	}
}

void exit_count_take(struct exit_count *c, const struct trace_event *event)
{
	struct exit_count_vcpu *vcpu = find_vcpu(c, event->tid);

	if (!vcpu) {
		c->now.overflow = c->boot.overflow = true;
		return;
	}
	switch (event->kind) {
	case TRACE_EXIT:
		vcpu->exited = true;
		vcpu->reason = event->what;
		vcpu->tsc = event->tsc;
		break;
	case TRACE_ENTRY:
		on_entry(c, vcpu, event->tsc);
		break;
	case TRACE_LATCH:
		on_latch(c, vcpu, event);
		break;
	}
}

const struct exit_count_bracket *exit_count_find(const struct exit_count *c,
						 uint64_t before,
						 uint64_t after)
{
	unsigned int n = c->n_kept < EXIT_COUNT_KEPT ? c->n_kept :
						       EXIT_COUNT_KEPT;

	if (!before)
		return c->up && c->boot.after == after ? &c->boot : NULL;
	for (unsigned int i = 0; i < n; i++)
		if (c->kept[i].before == before && c->kept[i].after == after)
			return &c->kept[i];
	return NULL;
}
