/* SPDX-License-Identifier: GPL-2.0 */
/* Every workload, in the order in which they are listed and run. */
WORKLOAD(null)
WORKLOAD(cpuid)
WORKLOAD(boot)
WORKLOAD(idle)
WORKLOAD(fileio)
WORKLOAD(pagefault)
