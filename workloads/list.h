/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every workload, in the order in which they are listed and run. Those that count
 * on memory that the guest has not used before come first within their group.
 */
WORKLOAD(null)
WORKLOAD(cpuid)
WORKLOAD(boot)
WORKLOAD(idle)
WORKLOAD(fileio)
WORKLOAD(pagefault)
WORKLOAD(hugefault)
WORKLOAD(filefault)
WORKLOAD(mprotect)
WORKLOAD(mmap)
WORKLOAD(fork)
WORKLOAD(forkwait)
WORKLOAD(exec)
WORKLOAD(sh)
WORKLOAD(ctxsw)
WORKLOAD(tlbmiss)
WORKLOAD(membw)
