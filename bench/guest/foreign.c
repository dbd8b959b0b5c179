// SPDX-License-Identifier: GPL-2.0
/* Reading the coursework leaves; see foreign.h. */
#include <stdio.h>
#include <string.h>

#include "foreign.h"
#include "kvm_exit_acct.h"

/* By the last digit of the leaf: 0x4ffffff0 + digit. */
#define LEAF(digit) (KVM_EXIT_ACCT_LEAF_BASE + (digit))

enum { TOTAL_EXITS, TOTAL_CYCLES, EXITS, CYCLES, NR_WHATS };

/* DESIGN's table; 0 where a layout has nothing. */
static uint32_t leaf_of(char layout, int what)
{
	static const uint8_t digits[3][NR_WHATS] = {
		{ 0xf, 0xf, 0xe, 0 },
		{ 0xf, 0xe, 0xd, 0xc },
		{ 0xc, 0xd, 0xe, 0xf },
	};
	uint8_t digit = digits[layout - 'A'][what];

	return digit ? LEAF(digit) : 0;
}

/* SDM vol. 3, appendix C; APM vol. 2, appendix C. */
static bool is_defined(enum vendor vendor, uint32_t reason)
{
	if (vendor == VENDOR_SVM)
		return reason <= 0xa6 || (reason >= 0x400 && reason <= 0x403);
	return reason <= 79 && reason != 35 && reason != 38 && reason != 42 &&
	       reason != 65 && reason != 71;
}

static uint32_t cpuid_reason(enum vendor vendor)
{
	return vendor == VENDOR_SVM ? 0x72 : 10;
}

int64_t foreign_reason(const struct foreign *f, unsigned int i)
{
	uint32_t reason, last = f->vendor == VENDOR_SVM ? 0x403 : 79;
	uint32_t own = cpuid_reason(f->vendor);
	unsigned int n = 0;

	for (reason = 0; reason <= last; reason++)
		if (is_defined(f->vendor, reason) && reason != own && n++ == i)
			return reason;
	return i == n ? (int64_t)own : -1;
}

bool foreign_undefined(struct cpuid_regs r)
{
	return !r.eax && !r.ebx && !r.ecx && r.edx == KVM_EXIT_ACCT_UNDEFINED;
}

uint64_t foreign_value(struct cpuid_regs r)
{
	return (uint64_t)r.ebx << 32 | r.ecx;
}

static struct cpuid_regs ask(const struct foreign *f, int what, uint32_t reason)
{
	uint32_t leaf = leaf_of(f->layout, what);

	return leaf ? f->query(leaf, reason) : (struct cpuid_regs){ 0 };
}

uint32_t foreign_total_exits(const struct foreign *f)
{
	return ask(f, TOTAL_EXITS, 0).eax;
}

uint64_t foreign_total_cycles(const struct foreign *f)
{
	return foreign_value(ask(f, TOTAL_CYCLES, 0));
}

uint32_t foreign_exits(const struct foreign *f, uint32_t reason)
{
	return ask(f, EXITS, reason).eax;
}

uint64_t foreign_cycles(const struct foreign *f, uint32_t reason)
{
	return foreign_value(ask(f, CYCLES, reason));
}

bool foreign_has_cycles(const struct foreign *f)
{
	return leaf_of(f->layout, CYCLES);
}

/* Each question is an exit, so a total has grown, and not by much. */
static bool is_total(foreign_query query, uint32_t leaf)
{
	uint32_t first = query(leaf, 0).eax, second = query(leaf, 0).eax;
	uint32_t third = query(leaf, 0).eax;

	return first && second - first - 1 < 1000000 &&
	       third - second - 1 < 1000000;
}

int foreign_detect(struct foreign *f, foreign_query query, enum vendor vendor)
{
	/* 35 is a hole of the SDM's table, 0x3ff one of the APM's. */
	uint32_t hole = vendor == VENDOR_SVM ? 0x3ff : 35;
	bool undefined[4], total_f, total_c;
	int i;

	*f = (struct foreign){ .query = query, .vendor = vendor };
	for (i = 0; i < 4; i++)
		undefined[i] = foreign_undefined(query(LEAF(0xc + i), hole));
	total_f = is_total(query, LEAF(0xf));
	total_c = is_total(query, LEAF(0xc));

	if (total_c && undefined[2] && undefined[3] && !total_f)
		f->layout = 'C';
	else if (total_f && undefined[0] && undefined[1] && !undefined[2])
		f->layout = 'B';
	else if (total_f && undefined[2])
		f->layout = 'A';
	snprintf(f->why, sizeof(f->why),
		 "total grows with every question: %s; reason %u is undefined to:%s%s%s%s%s",
		 total_f ? "0x4fffffff" : total_c ? "0x4ffffffc" : "none", hole,
		 undefined[0] ? " 0x4ffffffc" : "",
		 undefined[1] ? " 0x4ffffffd" : "",
		 undefined[2] ? " 0x4ffffffe" : "",
		 undefined[3] ? " 0x4fffffff" : "",
		 undefined[0] || undefined[1] || undefined[2] || undefined[3] ?
		 "" : " none");
	return f->layout ? 0 : -1;
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
	uint32_t own = cpuid_reason(f->vendor);
	int64_t reason;
	unsigned int i;

	s->n = 0;
	if (closing)
		take_one(f, s, own, closing);
	for (i = 0; (reason = foreign_reason(f, i)) >= 0; i++)
		if (!closing || reason != own)
			take_one(f, s, reason, closing);
}

/*
 * Exits of CPUID are read first or last. Without cycles, the question before is
 * the one exit too many; with them, two more questions stand between.
 */
unsigned int foreign_own_exits(const struct foreign *f)
{
	return foreign_has_cycles(f) ? 3 : 1;
}
