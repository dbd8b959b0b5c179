# SPDX-License-Identifier: GPL-2.0
# How the tests are built: all C of the product under ASan and UBSan.

T := $(BUILD)/tests
TEST_CFLAGS = -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -O1 -g \
	-fsanitize=address,undefined -fno-sanitize-recover=all -MMD -MP \
	$(INCLUDES) -Ibench/kvmhost -Ibench/guest $(FRONT_CFLAGS)

# All of the front end but its main(); a test takes from it what it needs.
T_front := $(patsubst %.c,$(T)/obj/%.o,$(filter-out bench/front/main.c,$(front_sources)) \
	bench/walks/geometry.c $(common))
T_kvmhost := $(patsubst %,$(T)/obj/bench/kvmhost/%.o,guests listen cells verify qemu_words \
	witness trace trace_page exit_count vm_stats host_memory mail_read)

unit_tests := $(patsubst tests/unit/%.c,$(T)/%,$(wildcard tests/unit/*.c))
test_programs := $(unit_tests) $(T)/check $(T)/check_expected $(T)/machine $(T)/plugin

$(T)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(if $(V),,@echo '  CC (T)  $<')
	$(Q)$(CC) $(TEST_CFLAGS) -c -o $@ $<

$(T)/front.a: $(T_front)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(T)/test_walks: $(patsubst %,$(T)/obj/bench/walks/%.o,model plugin_args)
$(T)/test_guests $(T)/test_guests_check: $(T_kvmhost)
$(T)/test_exit_count: $(patsubst %,$(T)/obj/bench/kvmhost/%.o,trace_page exit_count)
$(T)/test_kvmhost_says: $(patsubst %,$(T)/obj/bench/kvmhost/%.o,channel facts)
$(T)/test_kvmhost_says: TEST_WRAP := -Wl,--wrap=fopen
$(T)/test_pin: $(T)/obj/bench/kvmhost/pin.o
$(T)/test_mail: $(T)/obj/bench/kvmhost/mail_read.o $(T)/obj/bench/guest/mail_send.o
$(T)/test_qmp: $(T)/obj/bench/kvmhost/qmp.o
$(T)/test_vm_stats: $(T)/obj/bench/kvmhost/vm_stats.o
$(T)/test_host_memory: $(patsubst %,$(T)/obj/bench/kvmhost/%.o,host_memory vm_stats)
$(T)/test_pmu: $(T)/obj/bench/guest/pmu.o
$(T)/test_phases: $(T)/obj/bench/kvmhost/phases.o
$(T)/test_calibrate: $(T)/obj/bench/guest/calibrate.o
$(T)/test_foreign: $(patsubst %,$(T)/obj/bench/guest/%.o,costs counters foreign slowest)
$(T)/test_exitstat: $(patsubst %,$(T)/obj/bench/guest/%.o,exitstat exitstat_show exitstat_vcpus own_counts reason_json slots slowest foreign)
$(T)/test_exitstat: TEST_WRAP := -Wl,--wrap=get_nprocs,--wrap=sched_getaffinity,--wrap=sched_setaffinity
$(T)/test_bracket_vcpus: $(patsubst %,$(T)/obj/bench/guest/%.o,bracket_vcpus own_counts reason_json)
$(T)/test_bracket_vcpus: TEST_WRAP := -Wl,--wrap=sched_getaffinity,--wrap=sched_setaffinity
$(T)/test_output: $(T)/obj/bench/guest/output.o
$(T)/test_check $(T)/test_own_leaves: $(patsubst %,$(T)/obj/bench/guest/%.o,check check_isolation check_own check_real check_ring0 check_rules costs foreign slowest)
$(T)/test_isolation: $(patsubst %,$(T)/obj/bench/guest/%.o,check_isolation check_own check_rules foreign)
$(T)/test_files: TEST_WRAP := -Wl,--wrap=mkdir
$(T)/test_memory: TEST_WRAP := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=reallocarray,--wrap=strdup
$(unit_tests): $(T)/%: $(T)/obj/tests/unit/%.o
$(T)/check $(T)/check_expected $(T)/machine $(T)/plugin: $(T)/%: $(T)/obj/tests/e2e/%.o

$(test_programs): $(T)/front.a
	$(if $(V),,@echo '  LD (T)  $@')
	$(Q)$(CC) -fsanitize=address,undefined $(TEST_WRAP) -o $@ $(filter %.o,$^) $(filter %.a,$^) -lcmocka $(FRONT_LIBS)

# Preloaded into the product itself, so without sanitizers.
$(T)/fake_kvm.so: tests/e2e/fake_kvm.c
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -O1 -shared -fPIC -o $@ $<

# The front end itself, whose rig host has another machine.
$(T)/exitbench_host: tests/e2e/fake_host.c $(filter-out %/stock_kmod.o,$(front_objs)) $(OBJ)/bench/walks/geometry.o
	@mkdir -p $(@D)
	$(if $(V),,@echo '  LD (T)  $@')
	$(Q)$(CC) $(ALL_CFLAGS) -Werror $(FRONT_CFLAGS) -MF $(T)/obj/fake_host.d -o $@ $^ $(FRONT_LIBS)

# Runs in emulated machines too, so without sanitizers.
$(T)/libvirt_domain: tests/e2e/libvirt_domain.c
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -O1 -o $@ $< -lvirt-qemu -lvirt

# Runs on KVM hosts that have no libraries.
$(T)/own_vm $(T)/own_time $(T)/hammer: $(T)/%: tests/e2e/%.c tests/e2e/own_vm.h kvm-patch/kvm_exit_acct.h
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -O1 -static -fno-pie -no-pie $(INCLUDES) -o $@ $<

test-programs: $(test_programs) $(T)/exitbench_host $(T)/fake_kvm.so $(T)/libvirt_domain $(T)/own_vm $(T)/own_time $(T)/hammer

# Warnings that gcc does not give. Nothing is compiled, so no dependencies. One of
# them needs the series' files; tests/patches builds it.
clang_sources := $(front_sources) $(common) $(wildcard bench/kvmhost/*.c bench/guest/*.c bench/walks/*.c) \
	$(filter-out tests/e2e/exit_acct.c,$(wildcard tests/*/*.c))
.PHONY: test test-programs test-debian12 test-debian13 test-selftests test-debug-kernel test-long parts-known lint clang
clang:
	$(Q)if ! command -v clang >/dev/null; then \
		echo 'skip - clang is missing: the warnings that only clang gives'; \
	else \
		echo $(clang_sources) | xargs -n 20 -P 2 clang -fsyntax-only -Werror \
			$(filter-out -M%,$(ALL_CFLAGS)) $(FRONT_CFLAGS) -Ibench/kvmhost -Ibench/guest && \
			echo 'ok - clang: $(words $(clang_sources)) files without a warning'; \
	fi

test: groups = vmx-emu svm-emu test
test: setup
	$(SUBMAKE) test-programs
	$(Q)QUICK='$(QUICK)' tests/run $(BUILD) $(KERNEL)

# Another release of Debian's, in a chroot below build/: the README's first command
# and what boots no machine. As root.
test-debian12 test-debian13: test-debian%:
	$(Q)scripts/in-debian $* $(BUILD)/debian-$* 'make bench && make test QUICK=1'

lint:
	$(Q)scripts/setup shellcheck
	$(Q)tests/lint

# KVM's own selftests with the stock modules and the patched, and the series' own.
test-selftests: setup
	$(SUBMAKE) test-programs $(BUILD)/kvm-stock-$(KERNEL)/kvm.ko
	$(Q)tests/e2e/selftests $(BUILD) $(KERNEL) $(or $(RIG),svm-emu)

# The series' own, check-abi and a few workloads in a kernel with lockdep and KASAN.
test-debug-kernel: setup
	$(SUBMAKE) test-programs
	$(Q)tests/debug-kernel/build $(kernel_dir)/source.tar.xz $(BUILD)/debug-kernel
	$(SUBMAKE) RIG=svm-emu KERNEL= KSRC= KDIR=$(abspath $(BUILD))/debug-kernel setup
	$(Q)tests/debug-kernel/run $(BUILD) $(KERNEL)

# What takes too long for `make test`: tests/long-parts. TARGETS are some of its parts;
# a wrong one is told first.
ifneq ($(filter test-long,$(MAKECMDGOALS)),)
front: parts-known
endif
parts-known:
	$(Q)tests/long --known $(TARGETS)

test-long: setup
	$(Q)scripts/setup --wanted chromium engines clang stress-ng vmx-emu
	$(SUBMAKE) said_WORKLOAD=@all tools
	$(SUBMAKE) test-programs $(BUILD)/kvm-stock-$(KERNEL)/kvm.ko
	$(Q)tests/long $(BUILD) $(KERNEL) $(or $(RIG),svm-emu) $(TARGETS)

-include $(shell find $(T)/obj -name '*.d' 2>/dev/null)
