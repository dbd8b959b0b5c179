// SPDX-License-Identifier: GPL-2.0
/* Exits by what they cost; see buckets.h. */
#include "buckets.h"

bool buckets_has_quarters(const uint64_t *octave, const uint64_t *quarter,
			  unsigned int i)
{
	if (i >= KVM_EXIT_ACCT_OCTAVES || !octave[i])
		return false;
	quarter += 4 * i;
	return quarter[0] + quarter[1] + quarter[2] + quarter[3] == octave[i];
}

static struct bucket of_octave(const uint64_t *octave, unsigned int i)
{
	return (struct bucket){
		.low = i ? 1ULL << i : 0,
		.high = i == 63 ? UINT64_MAX : (2ULL << i) - 1,
		.count = octave[i],
	};
}

static struct bucket of_quarter(const uint64_t *quarter, unsigned int i)
{
	return (struct bucket){
		.low = i ? kvm_exit_acct_quarter_low(i) : 0,
		.high = i == KVM_EXIT_ACCT_QUARTERS - 1 ? UINT64_MAX :
			kvm_exit_acct_quarter_low(i + 1) - 1,
		.count = quarter[i],
	};
}

bool buckets_next(const uint64_t *octave, const uint64_t *quarter,
		  unsigned int *at, struct bucket *to)
{
	to->count = 0;
	while (!to->count && *at < 4 * KVM_EXIT_ACCT_HIST_BUCKETS) {
		if (buckets_has_quarters(octave, quarter, *at / 4)) {
			*to = of_quarter(quarter, *at);
			*at += 1;
		} else {
			*to = of_octave(octave, *at / 4);
			*at += 4;
		}
	}
	return to->count;
}
