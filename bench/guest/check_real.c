// SPDX-License-Identifier: GPL-2.0
/* The machine that check-abi really runs on: see check_real.h. */
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <x86intrin.h>

#include "check_real.h"
#include "ring0.h"

static uint32_t upper_halves;

/*
 * A leaf may look only at eax and ecx: what is in the other registers differs from
 * call to call, and the upper halves must be 0 afterwards (SDM
 * vol. 2, CPUID).
 */
static struct cpuid_regs real_cpuid(uint32_t leaf, uint32_t index)
{
	static uint64_t junk = 0x9e3779b97f4a7c15ull;
	uint64_t a, b, c, d;

	junk = junk * 6364136223846793005ull + 1442695040888963407ull;
	a = (junk & 0xffffffff00000000ull) | leaf;
	b = junk;
	c = (~junk & 0xffffffff00000000ull) | index;
	d = ~junk;
	__asm__ volatile("cpuid"
			 : "+a"(a), "+b"(b), "+c"(c), "+d"(d) :: "memory");
	upper_halves |= (a | b | c | d) >> 32;
	return (struct cpuid_regs){ a, b, c, d };
}

uint32_t check_upper_halves(void)
{
	return upper_halves;
}

static uint64_t real_tsc(void)
{
	return __rdtsc();
}

static int real_ring0(unsigned int op, uint64_t count)
{
	struct exitbench_ring0 want = { .op = op, .count = count };
	int fd = open(RING0_DEVICE, O_RDWR | O_CLOEXEC), err;

	if (fd < 0)
		return -errno;
	err = ioctl(fd, EXITBENCH_RING0, &want) ? -errno : 0;
	close(fd);
	return err;
}

struct check_machine check_machine(void)
{
	return (struct check_machine){
		.vendor = vendor_of_signature(real_cpuid(0, 0).ebx),
		.query = real_cpuid, .tsc = real_tsc, .ring0 = real_ring0,
	};
}
