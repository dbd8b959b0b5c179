# SPDX-License-Identifier: GPL-2.0
# How the tests are built: all C of the product under ASan and UBSan.

T := $(BUILD)/tests
TEST_CFLAGS := -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -O1 -g \
	-fsanitize=address,undefined -fno-sanitize-recover=all -MMD -MP \
	-Ibench/common -Ibench/host -Ibench/kvmhost -Iworkloads -Ikvm-patch

T_common := $(patsubst %.c,$(T)/obj/%.o,$(common))
T_rigs := $(patsubst %,$(T)/obj/bench/host/%.o,plan rig_vmx_emu rig_svm_emu rig_libvirt keeper)
T_report := $(patsubst %,$(T)/obj/bench/host/%.o,results figures findings stats text)

unit_tests := $(patsubst tests/unit/%.c,$(T)/%,$(wildcard tests/unit/*.c))
test_programs := $(unit_tests) $(T)/check $(T)/machine

$(T)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(if $(V),,@echo '  CC (T)  $<')
	$(Q)$(CC) $(TEST_CFLAGS) -c -o $@ $<

# What a test needs beside its own file.
$(T)/test_jobs: $(T_rigs)
$(T)/test_session: $(T_rigs) $(T)/obj/bench/host/session.o
$(T)/test_guests: $(patsubst %,$(T)/obj/bench/kvmhost/%.o,guests verify)
$(T)/test_stats: $(T)/obj/bench/host/stats.o
$(T)/test_results: $(T_report)
$(T)/check: $(T)/obj/tests/e2e/check.o $(T_report)
$(T)/machine: $(T)/obj/tests/e2e/machine.o $(T_rigs)

$(unit_tests): $(T)/%: $(T)/obj/tests/unit/%.o

$(test_programs): $(T_common)
	$(if $(V),,@echo '  LD (T)  $@')
	$(Q)$(CC) -fsanitize=address,undefined -o $@ $^ -lcmocka -lvirt -ljansson -lz -lm

test-programs: $(test_programs)

-include $(shell find $(T)/obj -name '*.d' 2>/dev/null)
