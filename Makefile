# SPDX-License-Identifier: GPL-2.0
# The front door: what a user may say, and what each target does with it. `make
# help` lists the targets. bench/programs.mk compiles, bench/machines.mk makes what
# emulated machines run, tests/tests.mk tests. A fifth of it is the help; beyond that a
# target has a recipe of its own, so that no pattern says it in fewer.

# Neither make nor the kernel's own makefiles take such a path.
hash := \#
odd := ' " : ; $$ ` \ ( ) < > | & * ? % $(hash)
ifneq ($(words $(CURDIR)) $(strip $(foreach c,$(odd),$(findstring $c,$(CURDIR)))),1 )
$(error exitbench cannot be built in '$(CURDIR)': move it to a path without blanks, quotes, colons and other characters of the shell)
endif

BUILD := build
# An empty KERNEL= or KSRC= is none, from a command line, too: hence override.
ifndef KERNEL
# One that the user built in KDIR= is what the machines boot, with KVM of its source.
own := $(if $(filter host,$(RIG)),,$(wildcard $(KDIR)/arch/x86/boot/bzImage))
ifneq ($(own),)
override KERNEL := $(shell cat $(KDIR)/include/config/kernel.release)
ifndef KSRC
override KSRC := $(patsubst %/arch/x86/kvm/x86.c,%,$(firstword $(wildcard $(addsuffix /arch/x86/kvm/x86.c,$(KDIR) $(KDIR)/source))))
endif
endif
endif
ifndef KERNEL
# Found out by set-up: recursive, for it is not known before.
override KERNEL = $(shell cat $(BUILD)/kernel.default 2>/dev/null)
kernel_default := $(BUILD)/kernel.default
endif

# What the user says goes to recipes through the environment, as it was typed: no
# make expands a $ in it, no shell a quote. $(call option,NAME,--option) passes
# it on where it is not empty.
words := KVM BASE SUBMISSIONS JOBS RIG DOMAIN MODE WORKLOAD CMD FILES REPS WARMUP MACHINE TIMEOUT DETAIL WALKS PARAMS TUNE \
	COUNTS QEMU BOCHS VMM RUN FILE FORMAT A B FAIL_IF JUNIT LAYOUT EVERY ISOLATION VCPUS VERIFY FIGURE RUNS SHARD SHARDS RESUME \
	MATRIX MEMORY GUEST_WORDS HOST_WORDS VENDOR_PARAMS BOCHS_SOURCE
$(foreach w,$(words),$(eval export said_$w := $$(value $w)))
unexport $(words)
option = $${said_$1:+"$2=$$said_$1"}

# A word that nothing here takes is a slip of the fingers. SUBMAKE is that of a test.
others := AR BUILD CC CFLAGS CI DESTDIR DRY DRY_RUN EXECUTIONS KDIR KERNEL KSRC LIBVIRT_URI LIMIT MIRROR \
	NO_COLOR PREFIX QUICK STOCK SUBMAKE TARGETS V http_proxy https_proxy
typed := $(foreach v,$(.VARIABLES),$(if $(findstring command,$(origin $v)),$v))
strange := $(filter-out $(words) $(words:%=said_%) $(others) -%,$(typed))
ifneq ($(strange),)
$(error $(strange:%=%=): no such word here; make help lists those that are)
endif

# Nor is one that the target would not look at.
machine_words := KVM BASE RIG MODE MACHINE PARAMS QEMU BOCHS
run_words := $(machine_words) DOMAIN WORKLOAD CMD FILES REPS WARMUP TIMEOUT DETAIL COUNTS WALKS TUNE VMM VCPUS MEMORY VENDOR_PARAMS \
	GUEST_WORDS HOST_WORDS VERIFY
takes_bench := $(run_words) SHARD SHARDS JOBS RESUME DRY_RUN
takes_repeat := $(run_words)
takes_plan := $(run_words) SHARDS
takes_check-abi := $(machine_words) VCPUS ISOLATION VMM DRY_RUN
takes_bench-overhead := RIG MACHINE QEMU BOCHS VMM
takes_grade := SUBMISSIONS JOBS RUN RIG
takes_coursework := KVM BASE RIG LAYOUT EVERY
takes_bochs := BOCHS_SOURCE
takes_list := WORKLOAD
takes_report := RUN
takes_export := RUN FILE FORMAT RUNS
takes_compare := A B FAIL_IF JUNIT
takes_trend := FIGURE RUNS
takes_merge := RUNS FILE
takes_doctor := QEMU BOCHS
takes_test-selftests := RIG
takes_test-long := RIG
take_none := help deb image check-series qemu install clean lint clang fuzz test test-debian12 test-debian13 test-debug-kernel
# Three in the first line, then seven each: within 100 columns.
define newline


endef
rows = $(if $1,$(newline)    $(wordlist 1,7,$1)$(call rows,$(wordlist 8,$(words $1),$1)))
$(foreach g,$(MAKECMDGOALS),$(if $(takes_$g),$(foreach w,$(filter-out $(foreach h,$(MAKECMDGOALS),$(takes_$h)),\
	$(filter $(words) DRY DRY_RUN,$(typed))),$(error $w=: make $g does not take it; it takes $(wordlist 1,3,$(takes_$g:%=%=))$(call \
	rows,$(wordlist 4,99,$(takes_$g:%=%=)))))))
$(if $(filter-out $(take_none),$(MAKECMDGOALS)),,$(foreach g,$(or $(MAKECMDGOALS),help),$(foreach w,$(filter $(words) DRY DRY_RUN,$(typed)),$(error \
	$w=: make $g takes none of the words of a run))))

# `sudo make` in a tree of somebody else's: recipes run as its owner, so that what
# they make is the owner's. As root: what installs packages or programs, and what
# swaps this machine's KVM.
as_owner := $(shell scripts/as-owner)
ifneq ($(as_owner),)
SHELL := /usr/bin/setpriv
.SHELLFLAGS := $(as_owner) /bin/sh -c
of_root := packages front plots install tools bench-tools lint test-debian12 test-debian13 \
	$(if $(filter host,$(RIG)),bench check-abi repeat)
$(of_root): private SHELL := /bin/sh
$(of_root): private .SHELLFLAGS := -c
give_back = ; ret=$$?; chown -RhP --reference=. results $(wildcard $(BUILD)); exit $$ret
endif

Q := $(if $(V),,@)
SUBMAKE = +$(Q)$(MAKE) $(if $(V),,-s) --no-print-directory

kernel_dir := $(BUILD)/kernel-$(KERNEL)
kvm_dir := $(BUILD)/kvm-$(KERNEL)
image := $(BUILD)/kvmhost-$(KERNEL).cpio
guest_module := $(BUILD)/guest-module-$(KERNEL)/exitbench.ko
kvmhost_module := $(BUILD)/kvmhost-module-$(KERNEL)/tcg_svm_guard.ko
overhead_image := $(BUILD)/kvmhost-overhead-$(KERNEL).cpio
guest_image := $(BUILD)/guest-$(KERNEL).cpio

# A dry run installs nothing and builds nothing; nor does a run that goes on, for what
# it was begun with is there.
rig_setup := $(if $(DRY_RUN)$(value RESUME),is-built,$(if $(filter host,$(RIG)),host-setup,setup))

# What scripts/setup is to look for: of the rig that will run, or of both emulated.
groups = vmx-emu svm-emu
bench repeat check-abi grade coursework bench-overhead: groups = $(if $(filter vmx-emu svm-emu nested host,$(RIG)),$(RIG),vmx-emu nested)

.PHONY: words-right help install deb image check-series setup host-setup is-built packages front plots built host-built overhead-built qemu bochs tools doctor bench repeat bench-tools bench-overhead check-abi grade coursework list report export compare trend plan merge study clean FORCE
.DELETE_ON_ERROR:

help:
	@echo 'make bench     run the workloads under EPT/NPT and shadow paging, leave a report'
	@echo '     RIG=      auto (default), vmx-emu, svm-emu, nested; host: this machine, its KVM swapped'
	@echo '     TUNE= DRY_RUN=1  of RIG=host: settings to change during the run (governor, turbo, ksm, thp); only say what a run would do'
	@echo '     DOMAIN=   a running libvirt domain of yours, instead of a rig; LIBVIRT_URI says where'
	@echo '     MODE=     both (default), tdp, shadow'
	@echo '     WORKLOAD= name[:param=value]... or @group, separated by commas'
	@echo '     CMD=      a command of your own, run by the shell of the guest'
	@echo '     FILES=    programs and data of your own for CMD=, which starts beside them: FILES=./mybench,./data'
	@echo '     KERNEL=   Linux version of KVM host and guest; default: the newest that has a patch series'
	@echo '     REPS=     repetitions, default 3'
	@echo '     WARMUP=   repetitions before them that are not recorded, default 1'
	@echo '     COUNTS=   a run to take the counts from, to be comparable with it: COUNTS=results/…'
	@echo '     MACHINE=  machine type of the guest: q35 (default), pc, microvm'
	@echo '     TIMEOUT=  how long a repetition may take, in seconds of the KVM host; default 60'
	@echo '     DETAIL=   also count exits by port, MSR, page and vector; room for that many, such as 1024'
	@echo '     WALKS=    svm-emu: page walks, modelled with the TLBs of zen4 (or 1), skylake, icelake; on real processors 1: counted by the PMU'
	@echo '     VERIFY=1  count every exit a second time, by the trace of the kernel; a repetition that differs fails'
	@echo '     RESUME=   continue a run that was stopped: RESUME=results/…, or RESUME=1 for the newest of them'
	@echo '     SHARDS= JOBS=  in so many parts, so many KVM hosts at a time (default: one for each processor), then merged'
	@echo '     SHARD=    only one part of a run, as make plan has listed it: SHARD=2/3'
	@echo '     QEMU= BOCHS=  the emulator that runs the KVM host; VMM= the QEMU that runs the measured guests'
	@echo '     PARAMS=   other parameters of the patched kvm.ko, as in PARAMS=halt_poll_ns=0; VENDOR_PARAMS= kvm-intel or kvm-amd'
	@echo '     VCPUS= MEMORY=  of the guest; GUEST_WORDS= HOST_WORDS=  for the command lines of the kernels'
	@echo 'make repeat    make bench twice: whether the records are the same to the digit, or where they differ first'
	@echo 'make bench-overhead  what the accounting, and tracing, add to the cost of an exit; RIG='
	@echo 'make check-abi  PASS or FAIL for each rule of the CPUID leaves; RIG= MODE= PARAMS=exit_acct=A'
	@echo '     KVM=      of check-abi and bench: another KVM, as it was handed in: a diff, changed files, a'
	@echo '               kernel source, a git repository (BASE=), modules, or an archive of one'
	@echo '     ISOLATION=1 VCPUS=  a second VM beside the guest, whose exits are not its own; processors of the guest'
	@echo 'make grade     SUBMISSIONS=directory: each of what KVM= takes, built and asked; a page for each and'
	@echo '               one of the class, CSV and JSON in results/grades; JOBS= at a time; RIG=; LIMIT= seconds for each'
	@echo 'make coursework  the assignments as one guided run: every exit type by cpuid after a boot, with two-dimensional'
	@echo '               and with shadow paging, and a report that answers what they ask; RIG= KVM= LAYOUT=B EVERY=5000'
	@echo 'make qemu      build a QEMU whose SVM is right, for svm-emu, if make doctor says that it is needed'
	@echo 'make bochs     build a Bochs without debugger, for vmx-emu: twice as fast; BOCHS_SOURCE= an archive or a release'
	@echo 'make doctor    which rigs work on this machine, and why others do not'
	@echo 'make list      the workloads and their parameters; WORKLOAD= for details'
	@echo 'make report    write the report again; RUN=results/… names a run other than the latest'
	@echo '     RUN= may also name a file made by make export'
	@echo 'make export    pack a run into one file, to pass on; RUN=results/… FILE=…'
	@echo '               FORMAT=sqlite RUNS="results/2*": add runs to a database (docs/database.md)'
	@echo 'make compare   A=results/… B="results/… results/…": compare runs with the base A'
	@echo '     FAIL_IF=  conditions for exit status 1, as in FAIL_IF="exits>+5%,+10 elapsed>+10%"'
	@echo '     JUNIT=    write the conditions and their results to this file, as JUnit XML'
	@echo 'make plan      the options of bench: a command for each part of a run, SHARDS=4 for so many (docs/many-machines.md)'
	@echo 'make merge     RUNS="results/2*" FILE=results/merged: one run out of its parts'
	@echo 'make study     MATRIX=bench/studies/quick: all combinations that a file describes (docs/studies.md); DRY=1 lists them'
	@echo 'make trend     FIGURE=boot/shadow:exits RUNS="results/2*": one figure over runs, and its steps'
	@echo '     RUNS=     may also name a database, and runs in it: RUNS="results/runs.sqlite *-svm-emu"'
	@echo 'make test      all tests: unit tests, then real guests in both emulated rigs'
	@echo '     QUICK=1   only the tests that boot no machine'
	@echo 'make test-debian12, make test-debian13  make bench and the quick tests in a chroot of that release'
	@echo 'make test-selftests  KVM selftests with stock and patched modules, and that of the series'
	@echo 'make test-debug-kernel  the series on a KVM host with lockdep and KASAN, which it compiles first'
	@echo 'make test-long  KVM selftests and all other tests that take long; continues where it stopped; TARGETS="cuts fuzz"'
	@echo 'make fuzz      feed random input to the code that reads untrusted input; EXECUTIONS=1000000 TARGETS="record meta"'
	@echo 'make lint      check the shell scripts with shellcheck'
	@echo 'make clang     compile all C with clang, if it is installed'
	@echo 'make setup     install packages, fetch the kernel, build all; called by the others'
	@echo '     KDIR=     build directory of a kernel of yours, to boot that; KSRC= its source'
	@echo '     MIRROR=   an archive of Debian, for its kernels where apt knows none (docs/machines.md)'
	@echo 'make check-series  KSRC=: which hunks of the series do not apply; KDIR=: whether each patch builds'
	@echo 'make install   put what setup built below PREFIX= (/usr/local), DESTDIR= before it'
	@echo 'make deb       a Debian package of the same, for machines of this release'
	@echo 'make image     one archive with everything it needs, for machines where nothing can be installed'
	@echo 'make clean     remove build/; results/ stays'
	@echo 'V=1 shows the commands.'

# Packages come first, by a make of their own: what follows needs them.
packages: plots
	$(Q)VMM="$$said_VMM" BOCHS="$$said_BOCHS" scripts/setup $(if $(filter host,$(groups)),,machines) $(groups)

front:
	$(Q)scripts/setup front

# A report without plots is better than none.
plots: front
	$(Q)scripts/setup --wanted plots

$(BUILD)/kernel.default: $(wildcard kvm-patch/linux-* /var/lib/apt/lists)
	@mkdir -p $(@D)
	$(Q)scripts/fetch-kernel --default $(BUILD) >$@

setup: packages
	$(if $(kernel_default),$(SUBMAKE) $(kernel_default))
	$(if $(kernel_default),@echo "Linux $$(cat $(kernel_default)): this distribution's newest with a series; KERNEL= names another of $(patsubst kvm-patch/linux-%,%,$(wildcard kvm-patch/linux-*))")
	$(if $(own),@echo 'Linux $(KERNEL): yours from $(KDIR)')
	$(SUBMAKE) built

# By a make that knows KERNEL.
built: $(BUILD)/exitbench $(image) $(BUILD)/exitstat
host-built: $(BUILD)/exitbench $(BUILD)/exitbench-kvmhost $(BUILD)/exitstat $(guest_image)
overhead-built: $(overhead_image)

check-series:
	$(Q)scripts/check-series $(or $(KSRC),$(error KSRC= names no kernel source)) $(KDIR)

# For this machine's own kernel; KSRC= and KDIR= are then its, not the guest's.
host-setup: packages
	$(if $(kernel_default),$(SUBMAKE) $(kernel_default))
	$(SUBMAKE) KSRC= KDIR= host-built
	$(Q)KSRC='$(KSRC)' KDIR='$(KDIR)' scripts/build-host-kvm $(BUILD)/kvm-host

# Installs nothing.
doctor:
	$(Q)scripts/setup --missing || :
	$(Q)[ -x $(BUILD)/exitbench ] || echo 'doctor: compiling exitbench first'
	$(Q)$(MAKE) -s --no-print-directory $(BUILD)/exitbench >/dev/null 2>&1 || \
		{ echo 'doctor: cannot build exitbench; type: make setup' >&2; exit 1; }
	$(Q)$(BUILD)/exitbench doctor $(call option,QEMU,--qemu) $(call option,BOCHS,--bochs)

# For svm-emu, where the distribution's QEMU cannot have shadow paging.
qemu:
	$(Q)scripts/build-qemu $(BUILD)/qemu

# For vmx-emu: one that is faster than the distribution's.
bochs:
	$(Q)BOCHS_SOURCE="$$said_BOCHS_SOURCE" scripts/build-bochs $(BUILD)/bochs

# Builds nothing, so that root has nothing of the tree's.
PREFIX ?= /usr/local
install:
	$(Q)scripts/install $(BUILD) '$(DESTDIR)$(PREFIX)'

deb: setup
	$(Q)scripts/setup deb && scripts/make-deb $(BUILD) $(BUILD)/exitbench.deb && echo '$(BUILD)/exitbench.deb'

# With the programs that workloads run.
image: setup
	$(Q)scripts/setup zstd && $(MAKE) --no-print-directory said_WORKLOAD=@all tools
	$(Q)scripts/make-rootfs $(BUILD) $(BUILD)/exitbench.tar.zst && echo '$(BUILD)/exitbench.tar.zst'

is-built:
	$(Q)[ -x $(BUILD)/exitbench ] || { echo 'make: no $(BUILD)/exitbench to ask; type: make front' >&2; exit 1; }

# Only what the workloads named want of the distribution is installed and packed.
tools:
	$(Q)t=$$($(BUILD)/exitbench tools -- "$$said_WORKLOAD") || exit; \
		[ -z "$$t" ] || { scripts/setup $$t && $(MAKE) --no-print-directory \
			$$(printf '$(BUILD)/tool-%s.cpio ' $$t); }

# KVM= is what somebody handed in: built as it is, for what the machines boot.
submission = $(if $(value KVM),$(if $(DRY_RUN)$(value RESUME),,$(Q)BASE="$$said_BASE" \
	scripts/build-submission "$$said_KVM" $(kernel_dir) $(BUILD)/submission && \
	cat $(BUILD)/submission/how))
machine_options = $(if $(value KVM),--submission=$(BUILD)/submission) $(call option,RIG,--rig) $(call option,MODE,--mode) \
	$(call option,MACHINE,--machine) $(call option,PARAMS,--kvm) \
	$(call option,QEMU,--qemu) $(call option,BOCHS,--bochs)

# A run that goes on has its own kernel.
run_options = $(if $(and $(value RESUME),$(kernel_default)),,--kernel=$(KERNEL)) $(machine_options) \
	$(call option,DOMAIN,--domain) $(call option,WORKLOAD,--workload) \
	$(call option,CMD,--command) $(call option,FILES,--files) \
	$(call option,REPS,--reps) $(call option,WARMUP,--warmup) \
	$(call option,TIMEOUT,--timeout) $(call option,DETAIL,--detail) \
	$(call option,COUNTS,--counts) $(call option,WALKS,--walks) $(call option,TUNE,--tune) \
	$(call option,VCPUS,--vcpus) $(call option,MEMORY,--memory) $(call option,VENDOR_PARAMS,--vendor-module) \
	$(call option,GUEST_WORDS,--guest-words) $(call option,HOST_WORDS,--host-words) \
	$(if $(filter-out 0,$(value VERIFY)),--verify)

# A wrong word is told before a kernel is fetched and KVM compiled. A run
# that goes on has its own, a domain is asked by the programs that are copied into it.
words-right: front
	$(SUBMAKE) $(BUILD)/exitbench
	$(Q)$(BUILD)/exitbench plan $(run_options) $(call option,SHARDS,--shards) >/dev/null

ifneq ($(and $(filter bench repeat check-abi,$(MAKECMDGOALS)),$(if $(DRY_RUN)$(value RESUME)$(value DOMAIN),,look)),)
setup host-setup: words-right
endif

bench-tools: $(rig_setup)
	$(SUBMAKE) tools

bench: $(rig_setup) $(if $(DRY_RUN)$(value RESUME),,bench-tools)
	$(submission)
	$(Q)$(BUILD)/exitbench run $(run_options) \
		$(call option,SHARD,--shard) $(call option,SHARDS,--shards) $(call option,JOBS,--jobs) $(call option,RESUME,--resume) $(if $(DRY_RUN),--dry-run)$(if $(filter bench,$(of_root)),$(give_back))

# In an emulated rig two runs are the same to the digit.
repeat: $(rig_setup) bench-tools
	$(submission)
	$(Q)scripts/repeat $(BUILD)/exitbench $(run_options)

check-abi: $(rig_setup)
	$(submission)
	$(Q)$(BUILD)/exitbench check-abi --kernel=$(KERNEL) $(machine_options) \
		$(call option,VCPUS,--vcpus) $(if $(filter-out 0,$(value ISOLATION)),--isolation) \
		$(if $(DRY_RUN),--dry-run)

# With a rig that is named, for the verdicts of one class are of one rig.
grade: setup
	$(if $(value SUBMISSIONS),,$(error usage: make grade SUBMISSIONS=directory RIG=svm-emu))
	$(Q)JOBS="$${said_JOBS:-1}" scripts/grade "$$said_SUBMISSIONS" "$${said_RUN:-results/grades}" \
		$(BUILD) $(KERNEL) "$${said_RIG:-vmx-emu}"

coursework: setup
	$(Q)scripts/setup cpuid
	$(submission)
	$(Q)scripts/coursework $(BUILD) $(KERNEL) "$${said_RIG:-vmx-emu}" "$${said_LAYOUT:-B}" "$${said_EVERY:-5000}" \
		$(if $(value KVM),$(BUILD)/submission)

bench-overhead: setup
	$(SUBMAKE) overhead-built
	$(Q)$(BUILD)/exitbench overhead --kernel=$(KERNEL) --mode=tdp \
		$(call option,RIG,--rig) $(call option,MACHINE,--machine) \
		$(call option,QEMU,--qemu) $(call option,BOCHS,--bochs)

list: front
	$(SUBMAKE) $(BUILD)/exitbench
	$(Q)$(BUILD)/exitbench list -- "$$said_WORKLOAD"

report: plots
	$(SUBMAKE) $(BUILD)/exitbench
	$(Q)$(BUILD)/exitbench report -- "$${said_RUN:-results/latest}"

# RUNS as for trend.
export: front
	$(SUBMAKE) $(BUILD)/exitbench
	$(if $(filter-out sqlite,$(value FORMAT)),$(error FORMAT=$(value FORMAT): known is sqlite; without it, a run becomes one file))
	$(if $(value FORMAT),,$(if $(value RUNS),$(error RUNS=: several runs go into a database: add FORMAT=sqlite; RUN= names the one that becomes a file)))
	$(Q)if [ "$$said_FORMAT" ]; then \
		if [ -z "$$said_RUNS" ]; then set -- "$${said_RUN:-results/latest}"; else set -- $$said_RUNS; fi; \
		exec $(BUILD)/exitbench database $(call option,FILE,--output) -- "$$@"; fi; \
	$(BUILD)/exitbench export -- "$${said_RUN:-results/latest}" $${said_FILE:+"$$said_FILE"}

# B is one run, or several with blanks between them.
compare: plots
	$(SUBMAKE) $(BUILD)/exitbench
	$(if $(and $(value A),$(value B)),,$(error usage: make compare A=results/… B=results/…))
	$(Q)set -f; if [ -e "$$said_B" ]; then set -- "$$said_B"; else set -- $$said_B; fi; \
		$(BUILD)/exitbench compare $(call option,FAIL_IF,--fail-if) \
			$(call option,JUNIT,--junit) -- "$$said_A" "$$@"

# RUNS are names with blanks between them, the first of which may be that of a database;
# patterns are expanded.
trend: plots
	$(SUBMAKE) $(BUILD)/exitbench
	$(if $(and $(value FIGURE),$(value RUNS)),,$(error usage: make trend FIGURE=boot/shadow:exits RUNS="results/2*"))
	$(Q)$(BUILD)/exitbench trend -- "$$said_FIGURE" $$said_RUNS

plan: front
	$(SUBMAKE) $(BUILD)/exitbench
	$(Q)$(BUILD)/exitbench plan $(run_options) $(call option,SHARDS,--shards)

merge: front
	$(SUBMAKE) $(BUILD)/exitbench
	$(if $(value RUNS),,$(error usage: make merge RUNS="results/2*" FILE=results/merged))
	$(Q)$(BUILD)/exitbench merge $(call option,FILE,--output) -- $$said_RUNS

# Its kernels are built first, and what its workloads want is installed. What is said
# beside the file would be said of no run.
study_list = $(BUILD)/exitbench study --list=$1 -- "$$said_MATRIX"
of_file = KERNEL RIG DOMAIN MODE WORKLOAD CMD FILES REPS WARMUP COUNTS MACHINE TIMEOUT DETAIL WALKS VERIFY \
	PARAMS VENDOR_PARAMS VCPUS MEMORY GUEST_WORDS HOST_WORDS QEMU BOCHS TUNE KVM SHARD
study: $(if $(DRY),,plots)
	$(if $(value MATRIX),,$(error usage: make study MATRIX=bench/studies/quick))
	$(foreach w,SHARDS JOBS RESUME DRY_RUN,$(if $(filter command,$(firstword $(origin $w))),$(error $w=: make study does not take it; it takes MATRIX= DRY=)))
	$(foreach w,$(of_file),$(if $(filter command,$(firstword $(origin $w))),$(error $w=: write it into the file of the study: docs/studies.md)))
	$(SUBMAKE) $(BUILD)/exitbench
	$(if $(DRY),,$(Q)set -e; kernels=$$($(call study_list,kernel)); workloads=$$($(call study_list,workload)); \
		for k in $${kernels:-''}; do $(MAKE) --no-print-directory setup $${k:+KERNEL=$$k}; done; \
		$(MAKE) --no-print-directory tools WORKLOAD="$$(echo $$workloads | tr ' ' ,)")
	$(Q)$(BUILD)/exitbench study $(if $(DRY),--dry-run) -- "$$said_MATRIX"

clean:
	rm -rf $(BUILD)

include bench/programs.mk bench/machines.mk tests/tests.mk tests/fuzz.mk
