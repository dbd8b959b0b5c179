// SPDX-License-Identifier: GPL-2.0
/* The time left: side by side where modes go so, one behind the other elsewhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "progress.h"

static const struct rig emulated = {
	.name = "emulated", .vendor = VENDOR_VMX, .typical_start_s = 10,
	.typical_restored_s = 2, .typical_boot_s = { 20, 50 }, .typical_cell_s = 5,
};
static const struct rig real = {
	.name = "real", .vendor = VENDOR_VMX, .real = true, .typical_start_s = 10,
	.typical_boot_s = { 20, 50 }, .typical_cell_s = 5,
};

static struct plan plan;
static struct session session[PAGING_MODES];
static json_t *cells[PAGING_MODES][2];
static bool kept[PAGING_MODES][2];
static struct progress progress;

static void prepare(const struct rig *rig)
{
	unsigned int i;

	plan_init(&plan);
	plan.rig = rig;
	plan.reps = 2;
	assert_int_equal(plan_set_mode(&plan, NULL), 0);
	assert_int_equal(plan_set_workloads(&plan, "null"), 0);
	for (i = 0; i < PAGING_MODES; i++) {
		cells[i][0] = cells[i][1] = NULL;
		session[i] = (struct session){
			.plan = &plan, .mode = i, .cells = cells[i],
			.kept = kept[i],
		};
	}
	progress_init(&progress, &plan, session);
}

static void assert_left(double seconds)
{
	assert_in_range(progress_left(&progress) * 10, seconds * 10 - 5,
			seconds * 10 + 5);
}

/* On a real processor one mode would disturb the other. */
static void test_one_behind_the_other(void **state)
{
	(void)state;
	prepare(&real);
	assert_int_equal(plan_lanes(&plan), 1);
	progress_mode(&progress, 0);
	assert_left(10 + 20 + 2 * 5 + 10 + 50 + 2 * 5);
	session[0].over = true;
	assert_left(10 + 50 + 2 * 5);
}

static void test_side_by_side(void **state)
{
	(void)state;
	if (sysconf(_SC_NPROCESSORS_ONLN) < 2)
		skip();
	prepare(&emulated);
	assert_int_equal(plan_lanes(&plan), 2);
	progress_mode(&progress, 0);
	progress_mode(&progress, 1);
	assert_left(10 + 50 + 2 * 5);
}

static json_t *record_of(int rep)
{
	return json_pack("{s:s,s:s,s:i,s:i}", "status", "ok", "workload",
			 "null", "rep", rep, "exits", 0);
}

/* A mode's pace is of its own time, not of the run's. */
static void test_pace(void **state)
{
	(void)state;
	prepare(&real);
	progress.began.tv_sec -= 1000;
	session[0].over = true;
	progress_mode(&progress, 1);
	assert_left(10 + 50 + 2 * 5);
	progress.began.tv_sec -= 130;
	cells[1][0] = record_of(0);
	session[1].done = 1;
	session[1].machine.name = "shadow";
	progress_cell(&progress, &session[1], cells[1][0]);
	json_decref(cells[1][0]);
	/* It took twice what it typically takes. */
	assert_left(2 * 5);
}

/* A KVM host that begins where another has booted takes less, and so does the next. */
static void test_restored(void **state)
{
	(void)state;
	prepare(&emulated);
	/* One behind the other, as on one processor. */
	plan.lanes = 1;
	assert_int_equal(plan_lanes(&plan), 1);
	progress_mode(&progress, 0);
	assert_left(10 + 20 + 2 * 5 + 10 + 50 + 2 * 5);
	session[0].machine.restored = true;
	assert_left(2 + 20 + 2 * 5 + 2 + 50 + 2 * 5);
	progress.began.tv_sec -= 27;
	cells[0][0] = record_of(0);
	session[0].done = 1;
	session[0].machine.name = "npt";
	progress_cell(&progress, &session[0], cells[0][0]);
	json_decref(cells[0][0]);
	/* As fast as it typically is. */
	assert_left(5 + 2 + 50 + 2 * 5);
	/* The other one was not. */
	session[0].over = true;
	progress_mode(&progress, 1);
	assert_left(10 + 50 + 2 * 5);
}

/* Two workloads, and a mode that begins, one behind the other. */
static void prepare_two(const char *workloads, json_t *cell[PAGING_MODES][4])
{
	static bool none_kept[4];

	prepare(&emulated);
	plan.lanes = 1;
	assert_int_equal(plan_set_workloads(&plan, workloads), 0);
	for (unsigned int i = 0; i < PAGING_MODES; i++) {
		session[i].cells = cell[i];
		session[i].kept = none_kept;
		session[i].machine.name = "ept";
	}
	progress_mode(&progress, 0);
}

/* Behind its first repetition a job takes what that took, in the other mode, too. */
static void test_heavy_job(void **state)
{
	json_t *cell[PAGING_MODES][4] = { 0 };

	(void)state;
	prepare_two("null,cpuid", cell);
	progress.began.tv_sec -= 10 + 20 + 5;
	cell[0][2] = record_of(0);
	session[0].done = 1;
	progress_cell(&progress, &session[0], cell[0][2]);
	assert_left(3 * 5 + 10 + 50 + 4 * 5);
	/* As long as was expected, and then 55 seconds longer. */
	progress.began.tv_sec -= 5;
	assert_left(2 * 5 + 10 + 50 + 4 * 5);
	progress.began.tv_sec -= 55;
	assert_left(55 + 2 * 5 + 10 + 50 + 4 * 5);
	progress.began.tv_sec -= 40;
	cell[0][0] = record_of(0);
	session[0].done = 2;
	progress_cell(&progress, &session[0], cell[0][0]);
	/* All else takes 135 of 40 seconds now: 5 come in this mode, 10 and 60 in the other. */
	assert_left(100 + 100 + 100 + (5 + 10 + 50 + 2 * 5) * 135 / 40.);
	for (unsigned int c = 0; c < 4; c++)
		json_decref(cell[0][c]);
}

/* A mode's first boot is over when its cell comes, and says nothing of the next ones. */
static void test_boots(void **state)
{
	json_t *cell[PAGING_MODES][4] = { 0 };

	(void)state;
	prepare_two("null,boot", cell);
	progress.began.tv_sec -= 10 + 20 + 5;
	cell[0][0] = record_of(0);
	session[0].done = 1;
	progress_cell(&progress, &session[0], cell[0][0]);
	progress.began.tv_sec -= 5;
	cell[0][1] = record_of(1);
	session[0].done = 2;
	progress_cell(&progress, &session[0], cell[0][1]);
	assert_left(5 + 20 + 10 + 50 + 2 * 5 + 5 + 50);
	progress.began.tv_sec -= 1;
	cell[0][2] = record_of(0);
	session[0].done = 3;
	progress_cell(&progress, &session[0], cell[0][2]);
	/* All of it took 41 of 45 seconds. */
	assert_left((20 + 10 + 50 + 5 + 50) * 41 / 45. + 2 * 5);
	/* The second took 24 of 20: so will the other mode's, of 50. */
	progress.began.tv_sec -= 24;
	cell[0][3] = record_of(1);
	session[0].done = 4;
	session[0].over = true;
	progress_cell(&progress, &session[0], cell[0][3]);
	assert_left((10 + 50 + 5) * 65 / 65. + 2 * 5 + 50 * 24 / 20.);
	for (unsigned int c = 0; c < 4; c++)
		json_decref(cell[0][c]);
}

static double half(void)
{
	return 0.5;
}

/* Before the first cell it is the emulator's, and then that of the last cell. */
static void test_pace_of_others(void **state)
{
	struct rig fast = real;
	json_t *record;

	(void)state;
	fast.pace = half;
	prepare(&fast);
	progress_mode(&progress, 0);
	assert_left((10 + 20 + 2 * 5 + 10 + 50 + 2 * 5) * 0.5);
	progress.began.tv_sec -= 70;
	record = cells[0][0] = record_of(0);
	session[0].done = 1;
	session[0].machine.name = "ept";
	/* What comes of it took twice its time. */
	progress_cell(&progress, &session[0], record);
	assert_left((5 + 10 + 50 + 2 * 5) * 2);
	/* One that failed at once says nothing of the others. */
	json_object_set_new(record, "error", json_string("no"));
	progress.mode_began_s[0] = progress_seconds(&progress);
	progress_cell(&progress, &session[0], record);
	session[0].over = true;
	assert_left((10 + 50 + 2 * 5) * 2);
	json_decref(record);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_behind_the_other),
		cmocka_unit_test(test_side_by_side),
		cmocka_unit_test(test_pace),
		cmocka_unit_test(test_boots),
		cmocka_unit_test(test_restored),
		cmocka_unit_test(test_pace_of_others),
		cmocka_unit_test(test_heavy_job),
	};

	return cmocka_run_group_tests_name("progress", tests, NULL, NULL);
}
