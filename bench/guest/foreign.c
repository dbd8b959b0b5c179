// SPDX-License-Identifier: GPL-2.0
/* Reading the coursework leaves; see foreign.h. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "foreign.h"
#include "kvm_exit_acct.h"

#define FIRST_LEAF KVM_EXIT_ACCT_LEAF_CW_FIRST

/* CPUIDs between two reads of a leaf. */
#define PROBES 64

/* What a look may have grown by: more is no count, or no number of cycles. */
#define MAX_EXITS_GROWN 1000000u
#define MAX_CYCLES_GROWN (1ull << 40)
#define MAX_CYCLES_OF_CPUID (1ull << 20)

const char *const foreign_what_names[FOREIGN_WHATS] = {
	[FOREIGN_TOTAL_EXITS] = "total exits",
	[FOREIGN_TOTAL_CYCLES] = "total cycles",
	[FOREIGN_EXITS] = "exits of a reason",
	[FOREIGN_CYCLES] = "cycles of a reason",
};

/* kvm-patch/ABI.md, "The coursework leaves"; 0 where a layout has nothing. */
static const uint32_t layouts[][FOREIGN_WHATS] = {
	{ 0x4fffffff, 0x4fffffff, 0x4ffffffe, 0 },
	{ 0x4fffffff, 0x4ffffffe, 0x4ffffffd, 0x4ffffffc },
	{ 0x4ffffffc, 0x4ffffffd, 0x4ffffffe, 0x4fffffff },
};

#define LAYOUTS (sizeof(layouts) / sizeof(*layouts))

int64_t foreign_reason_behind(const struct foreign *f, int64_t reason)
{
	uint32_t last = reason_last(f->vendor), own = reason_cpuid(f->vendor);

	if (reason == own)
		return FOREIGN_NO_REASON;
	while (++reason <= last)
		if (reason != own && reason_defined(f->vendor, reason))
			return reason;
	return own;
}

bool foreign_undefined(struct cpuid_regs r)
{
	return !r.eax && !r.ebx && !r.ecx && r.edx == KVM_EXIT_ACCT_UNDEFINED;
}

uint64_t foreign_value(struct cpuid_regs r)
{
	return (uint64_t)r.ebx << 32 | r.ecx;
}

static uint64_t swapped_value(struct cpuid_regs r)
{
	return (uint64_t)r.ecx << 32 | r.ebx;
}

bool foreign_has(const struct foreign *f, enum foreign_what what)
{
	return f->leaf[what];
}

static struct cpuid_regs ask(const struct foreign *f, enum foreign_what what,
			     uint32_t reason)
{
	return foreign_has(f, what) ? f->query(f->leaf[what], reason) :
				      (struct cpuid_regs){ 0 };
}

uint32_t foreign_total_exits(const struct foreign *f)
{
	return ask(f, FOREIGN_TOTAL_EXITS, 0).eax;
}

uint64_t foreign_cycles_of(const struct foreign *f, enum foreign_what what,
			   uint32_t reason)
{
	struct cpuid_regs r = ask(f, what, reason);

	if (!foreign_has(f, what))
		return 0;
	return f->seen[f->leaf[what] - FIRST_LEAF].swapped ? swapped_value(r) :
							     foreign_value(r);
}

uint64_t foreign_total_cycles(const struct foreign *f)
{
	return foreign_cycles_of(f, FOREIGN_TOTAL_CYCLES, 0);
}

uint32_t foreign_exits(const struct foreign *f, uint32_t reason)
{
	return ask(f, FOREIGN_EXITS, reason).eax;
}

uint64_t foreign_cycles(const struct foreign *f, uint32_t reason)
{
	return foreign_cycles_of(f, FOREIGN_CYCLES, reason);
}

static void look_twice(const struct foreign *f, uint32_t leaf, uint32_t reason,
		       struct cpuid_regs look[2])
{
	unsigned int i;

	look[0] = f->query(leaf, reason);
	for (i = 0; i < PROBES; i++)
		f->query(0, 0);
	look[1] = f->query(leaf, reason);
}

/* check-abi judges by how much: some patches miss a few. */
static bool exits_grew(const struct cpuid_regs look[2])
{
	uint32_t grown = look[1].eax - look[0].eax;

	return grown && grown < MAX_EXITS_GROWN;
}

static bool cycles_grew(uint64_t from, uint64_t to)
{
	return to - from > 0 && to - from < MAX_CYCLES_GROWN;
}

/*
 * Left-overs in ebx look like low halves that grow, every other time; so a swapped
 * value has to do it again and again, and by what the CPUIDs can have cost.
 */
static bool swapped_grew(const struct foreign *f, uint32_t leaf)
{
	struct cpuid_regs look[2];
	uint64_t grown;
	int i;

	for (i = 0; i < 4; i++) {
		look_twice(f, leaf, reason_cpuid(f->vendor), look);
		grown = swapped_value(look[1]) - swapped_value(look[0]);
		if (!grown || grown > PROBES * MAX_CYCLES_OF_CPUID)
			return false;
	}
	return true;
}

/*
 * What grows with the CPUIDs whatever ecx is, is a total; what grows only for the
 * reason of CPUID, not for one that KVM never enables, belongs to a reason.
 */
static struct foreign_leaf behaviour(const struct foreign *f, uint32_t leaf)
{
	uint32_t never = reason_never(f->vendor, 0);
	struct cpuid_regs own[2], other[2];
	struct foreign_leaf seen = { 0 };
	bool grew, follows;

	look_twice(f, leaf, reason_cpuid(f->vendor), own);
	look_twice(f, leaf, never, other);

	seen.exits_total = exits_grew(own) && exits_grew(other);
	seen.exits_reason = exits_grew(own) && other[0].eax == other[1].eax;

	grew = cycles_grew(foreign_value(own[0]), foreign_value(own[1]));
	follows = cycles_grew(foreign_value(other[0]), foreign_value(other[1]));
	if (!grew && cycles_grew(swapped_value(own[0]), swapped_value(own[1])) &&
	    swapped_grew(f, leaf)) {
		seen.swapped = grew = true;
		follows = cycles_grew(swapped_value(other[0]),
				      swapped_value(other[1]));
	}
	seen.cycles_total = grew && follows;
	seen.cycles_reason = grew && !follows;
	return seen;
}

/* @leaf is 0 where a layout has none. */
static bool tells(const struct foreign *f, uint32_t leaf,
		  enum foreign_what what)
{
	const struct foreign_leaf *seen;

	if (!leaf)
		return false;
	seen = &f->seen[leaf - FIRST_LEAF];
	switch (what) {
	case FOREIGN_TOTAL_EXITS:
		return seen->exits_total;
	case FOREIGN_TOTAL_CYCLES:
		return seen->cycles_total;
	case FOREIGN_EXITS:
		return seen->exits_reason;
	default:
		return seen->cycles_reason;
	}
}

/*
 * How well layout @l fits: how many of its values are where it has them, or -1 if
 * a leaf tells something that is elsewhere in that layout.
 */
static int fits(const struct foreign *f, unsigned int l)
{
	int what, n = 0;

	for (what = 0; what < FOREIGN_WHATS; what++) {
		if (layouts[l][what] && tells(f, layouts[l][what], what))
			n++;
		else if (foreign_has(f, what))
			return -1;
	}
	return n;
}

/* The highest leaf that tells @what. */
static uint32_t find_leaf(const struct foreign *f, enum foreign_what what)
{
	int i;

	for (i = FOREIGN_LEAVES - 1; i >= 0; i--)
		if (tells(f, FIRST_LEAF + i, what))
			return FIRST_LEAF + i;
	return 0;
}

static void choose_layout(struct foreign *f)
{
	int best = 0, equal = 0, n, what, wanted = 0;
	unsigned int l, chosen = 0;

	for (l = 0; l < LAYOUTS; l++) {
		n = fits(f, l);
		equal = n == best ? equal + 1 : n > best ? 1 : equal;
		if (n > best) {
			best = n;
			chosen = l;
		}
	}
	if (!best || equal > 1)
		return;
	f->layout = 'A' + chosen;
	for (what = 0; what < FOREIGN_WHATS; what++) {
		f->leaf[what] = tells(f, layouts[chosen][what], what) ?
				layouts[chosen][what] : 0;
		wanted += layouts[chosen][what] != 0;
	}
	f->complete = best == wanted;
}

static void add(char *text, size_t len, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void add(char *text, size_t len, const char *format, ...)
{
	size_t used = strlen(text);
	va_list ap;

	va_start(ap, format);
	vsnprintf(text + used, len - used, format, ap);
	va_end(ap);
}

static void describe(struct foreign *f)
{
	unsigned int what;
	uint32_t leaf;
	int i;

	for (what = 0; what < FOREIGN_WHATS; what++) {
		if (foreign_has(f, what))
			add(f->why, sizeof(f->why), "%s%s at %#x",
			    f->why[0] ? ", " : "", foreign_what_names[what],
			    f->leaf[what]);
		else if (f->layout != 'A' || what != FOREIGN_CYCLES)
			add(f->missing, sizeof(f->missing), "%s%s",
			    f->missing[0] ? ", " : "",
			    foreign_what_names[what]);
	}
	if (!f->why[0])
		add(f->why, sizeof(f->why),
		    "no leaf from 0x4ffffffc to 0x4fffffff follows %u CPUIDs",
		    PROBES);
	leaf = f->layout ? layouts[f->layout - 'A'][FOREIGN_EXITS] : 0;
	if (leaf && !foreign_has(f, FOREIGN_EXITS) &&
	    f->seen[leaf - FIRST_LEAF].exits_total)
		add(f->why, sizeof(f->why),
		    "; %#x answers a total whatever the reason in ecx is", leaf);
	for (i = 0; i < FOREIGN_LEAVES; i++)
		if (f->seen[i].swapped)
			add(f->why, sizeof(f->why),
			    "; %#x has its cycles' high half in ecx",
			    FIRST_LEAF + i);
}

int foreign_detect(struct foreign *f, foreign_query query, enum vendor vendor)
{
	int i;

	*f = (struct foreign){ .query = query, .vendor = vendor };
	for (i = 0; i < FOREIGN_LEAVES; i++)
		f->seen[i] = behaviour(f, FIRST_LEAF + i);
	for (i = 0; i < FOREIGN_WHATS; i++)
		f->leaf[i] = find_leaf(f, i);
	choose_layout(f);
	describe(f);
	return foreign_has(f, FOREIGN_EXITS) ? 0 : -ENOENT;
}

static void take_one(const struct foreign *f, struct foreign_snapshot *s,
		     uint32_t reason, bool closing)
{
	unsigned int i = s->n++;

	s->reason[i] = reason;
	/* In mirror order, so that the number of own exits between is known. */
	if (closing)
		s->cycles[i] = foreign_cycles(f, reason);
	s->exits[i] = foreign_exits(f, reason);
	if (!closing)
		s->cycles[i] = foreign_cycles(f, reason);
}

void foreign_take(const struct foreign *f, struct foreign_snapshot *s,
		  bool closing)
{
	uint32_t own = reason_cpuid(f->vendor);
	int64_t reason = FOREIGN_NO_REASON;

	s->n = 0;
	if (closing)
		take_one(f, s, own, closing);
	while ((reason = foreign_reason_behind(f, reason)) != FOREIGN_NO_REASON)
		if (!closing || reason != own)
			take_one(f, s, reason, closing);
}

/*
 * Exits of CPUID are read first or last. Without cycles, the question before is
 * the one exit too many; with them, two more questions stand between.
 */
unsigned int foreign_own_exits(const struct foreign *f)
{
	return foreign_has(f, FOREIGN_CYCLES) ? 3 : 1;
}
