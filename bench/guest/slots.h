/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which slots of the VM's counters this process may latch: each is held by one
 * process of the guest at a time, as long as that lives.
 */
#ifndef EXITBENCH_SLOTS_H
#define EXITBENCH_SLOTS_H

/*
 * Takes @n of the slots from @first to @last that no other process has, and tells
 * which in @slot, ascending. Returns 0 or -EBUSY: there are not so many left.
 * Processes in another network namespace are not seen; that their latch came
 * between, counters_read_delta() notices.
 */
int slots_take(int first, int last, int *slot, int n);

#endif
