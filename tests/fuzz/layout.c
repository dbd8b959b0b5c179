// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzzing: the layout detector against a KVM whose CPUID answers are made of the input:
 * what each leaf tells, how it counts, and noise.
 */
#include <assert.h>
#include <string.h>

#include "foreign.h"
#include "fuzz.h"

static const uint8_t *table;
static size_t left;
static uint32_t exits, cycles;

static uint8_t next(void)
{
	if (!left)
		return 0;
	left--;
	return *table++;
}

/* 8 bytes a leaf say how eax, ebx, ecx and edx behave; the rest is noise. */
static uint8_t behaviour[FOREIGN_LEAVES][8];

static uint32_t value(uint8_t how, uint8_t by, uint32_t index)
{
	switch (how % 8) {
	case 0:
		return 0;
	case 1:
		return exits;
	case 2:
		return cycles;
	case 3:
		return index == 10 || index == 0x72 ? exits : 0;
	case 4:
		return index == 10 || index == 0x72 ? cycles : by;
	case 5:
		return 0xffffffff;
	case 6:
		return (uint32_t)next() << 24 | by;
	default:
		return exits * by + index;
	}
}

static struct cpuid_regs query(uint32_t leaf, uint32_t index)
{
	const uint8_t *b = behaviour[leaf & 3];

	exits++;
	cycles += 1000 + (b[7] & 1 ? next() : 0);
	return (struct cpuid_regs){
		value(b[0], b[4], index), value(b[1], b[5], index),
		value(b[2], b[6], index), value(b[3], b[7], index),
	};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct foreign_snapshot snapshot;
	struct foreign f;
	enum vendor vendor;

	if (size < sizeof(behaviour) + 1)
		return 0;
	memcpy(behaviour, data, sizeof(behaviour));
	vendor = data[sizeof(behaviour)] & 1 ? VENDOR_SVM : VENDOR_VMX;
	table = data + sizeof(behaviour) + 1;
	left = size - sizeof(behaviour) - 1;
	exits = cycles = 0;
	if (foreign_detect(&f, query, vendor))
		return 0;
	assert(foreign_has(&f, FOREIGN_EXITS));
	foreign_take(&f, &snapshot, false);
	assert(snapshot.n <= FOREIGN_MAX_REASONS);
	foreign_take(&f, &snapshot, true);
	foreign_own_exits(&f);
	return 0;
}
