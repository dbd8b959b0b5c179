// SPDX-License-Identifier: GPL-2.0
/*
 * Reports of runs that lack something: whatever it is, all files are written,
 * the JSON parses, and no NaN, no infinity and no empty plot is in any of them.
 * Runs from the top of the tree; exits 77 without gnuplot.
 */
#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>
#include <cmocka.h>

#include "run_archive.h"
#include "derived.h"
#include "plot.h"
#include "report.h"
#include "run_dir.h"
#include "run_load.h"
#include "text.h"

static char *contents(const char *path)
{
	FILE *in = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;

	assert_non_null(in);
	if (getdelim(&text, &size, '\0', in) < 0) {
		free(text);
		text = strdup("");
	}
	fclose(in);
	return text;
}

static bool ends(const char *name, const char *end)
{
	size_t len = strlen(name), n = strlen(end);

	return len >= n && !strcmp(name + len - n, end);
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* The word @word stands alone in @text, in any case. */
static bool has_word(const char *text, const char *word)
{
	for (const char *at = text; (at = strcasestr(at, word)); at++)
		if ((at == text || !is_letter(at[-1])) &&
		    !is_letter(at[strlen(word)]))
			return true;
	return false;
}

static void check_text(const char *path, const char *text)
{
	if (has_word(text, "nan") || has_word(text, "inf") ||
	    has_word(text, "infinity"))
		print_error("%s:\n%s\n", path, text);
	assert_false(has_word(text, "nan"));
	assert_false(has_word(text, "inf"));
	assert_false(has_word(text, "infinity"));
}

/* In OpenMetrics, name and labels of a sample stand on one line only. */
static void check_samples(char *text)
{
	char *lines[1000], *rest, *line;
	size_t n = 0;

	for (line = strtok_r(text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		if (*line == '#')
			continue;
		*strrchr(line, ' ') = '\0';
		for (size_t i = 0; i < n; i++)
			assert_string_not_equal(lines[i], line);
		assert_true(n < 1000);
		lines[n++] = line;
	}
}

static void check_file(const char *path, size_t *plots)
{
	char *text = contents(path);
	const char *drawn;

	if (ends(path, ".json")) {
		json_t *json = json_loads(text, 0, NULL);

		/* Tables and lists are arrays; Bencher has an object. */
		assert_true(ends(path, "/bencher.json") ?
			    json_is_object(json) : json_is_array(json));
		json_decref(json);
	}
	if (ends(path, ".svg")) {
		++*plots;
		/* Something is drawn besides axes and legends. */
		drawn = strstr(text, "\"gnuplot_plot_");
		assert_non_null(drawn);
		assert_true(strstr(drawn, "<polygon") || strstr(drawn, "<use"));
	}
	/* In data of plots a value that is not there is NaN. */
	if (!strstr(path, "/plot-"))
		check_text(path, text);
	if (ends(path, "/openmetrics.txt"))
		check_samples(text);
	free(text);
}

static size_t check_derived(void)
{
	char path[512];
	struct dirent *entry;
	size_t plots = 0;
	DIR *stream;

	snprintf(path, sizeof(path), "%s/derived", dir);
	stream = opendir(path);
	assert_non_null(stream);
	while ((entry = readdir(stream))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/derived/%s", dir,
			 entry->d_name);
		check_file(path, &plots);
	}
	closedir(stream);
	return plots;
}

static void check_page(size_t plots)
{
	char path[512];
	char *text;

	snprintf(path, sizeof(path), "%s/report.md", dir);
	text = contents(path);
	check_text(path, text);
	free(text);

	snprintf(path, sizeof(path), "%s/report.html", dir);
	text = contents(path);
	check_text(path, text);
	for (const char *at = text; (at = strstr(at, "<svg")); at++)
		plots--;
	assert_int_equal(plots, 0);
	assert_non_null(strstr(text, "</html>"));
	/* Every placeholder was filled in. */
	assert_null(strstr(text, "@BODY@"));
	free(text);
}

static void check_summary(void)
{
	struct loaded_run run;
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	assert_int_equal(run_load(&run, dir), 0);
	assert_int_equal(report_print(out, &run.figs, 80, true), 0);
	fclose(out);
	check_text("summary", text);
	free(text);
	run_free(&run);
}

/* Writes and checks everything; returns how many plots there are. */
static size_t check_report(void)
{
	size_t plots;

	assert_int_equal(report_html(dir, "plots"), 0);
	plots = check_derived();
	check_page(plots);
	check_summary();
	return plots;
}

/* A record in which nothing is. */
static void add_zero(const char *workload, const char *paging, int rep)
{
	json_t *obj = record(workload, paging, rep, 0);

	json_object_set_new(obj, "reasons", json_array());
	json_object_set_new(obj, "exits", json_integer(0));
	json_object_set_new(obj, "elapsed_cycles", json_integer(0));
	add(obj);
}

static void add_failed(const char *workload, const char *paging, int rep)
{
	json_t *obj = record(workload, paging, rep, 0);

	json_object_set_new(obj, "status", json_string("failed"));
	json_object_set_new(obj, "error", json_string("it hung"));
	json_object_set_new(obj, "reasons", json_array());
	json_object_set_new(obj, "exits", json_integer(0));
	json_object_set_new(obj, "elapsed_cycles", json_integer(0));
	json_object_set_new(obj, "ops", json_integer(0));
	add(obj);
}

static void test_nothing(void **state)
{
	(void)state;
	append("records.jsonl", "");
	assert_int_equal(report_html(dir, "plots"), -ENODATA);
}

static void test_one_repetition(void **state)
{
	(void)state;
	add_meta("vmx-emu");
	add(record("pagefault", "ept", 0, 64));
	add(record("pagefault", "shadow", 0, 640));
	/* No histograms, details, boot, page walks. */
	assert_int_equal(check_report(), (int)n_plots - 5);
}

static void test_one_mode(void **state)
{
	(void)state;
	add_meta("vmx-emu");
	for (int rep = 0; rep < 3; rep++)
		add(record("pagefault", "shadow", rep, 64 + rep));
	/* No ratios, histograms, details, boot, page walks. */
	assert_int_equal(check_report(), (int)n_plots - 6);
}

static void test_zeros(void **state)
{
	(void)state;
	add_meta("vmx-emu");
	for (int rep = 0; rep < 3; rep++) {
		add_zero("null", "ept", rep);
		add_zero("null", "shadow", rep);
	}
	assert_int_equal(check_report(), 0);
}

static void add_output(const char *paging, int rep, const char *text, int cut,
		       int status)
{
	json_t *obj = record("cmd", paging, rep, 64);

	json_object_set_new(obj, "output",
			    json_pack("{ss si si}", "text", text, "cut", cut,
				      "status", status));
	add(obj);
}

/* What a command printed: in every page as text, and nothing else. */
static void test_command_output(void **state)
{
	static const char *const in_markdown[] = {
		"cmd, EPT, repetition 0 and 1 more that printed the same: exit status 0\n\n    1\n    2\n    </pre>\n\n",
		"cmd, EPT, repetition 2: exit status 0, nothing printed\n",
		"cmd, shadow, repetition 0: exit status 7\n\nThis is the end of it; 9 bytes before it were not kept.\n\n    a [31m&b\n    ```\n    # no head\n\n",
	};
	static const char *const in_html[] = {
		"exit status 0</p>\n<pre>\n1\n2\n&lt;/pre&gt;\n</pre>\n",
		"<pre>\na\xef\xbf\xbd[31m&amp;b\n```\n# no head</pre>\n",
		"<dt>command</dt><dd>echo &quot;&lt;$i&gt;&quot;</dd>",
	};
	char path[512], *text;

	(void)state;
	append("meta.json",
	       "{\"schema\":1,\"run\":\"r\",\"rig\":\"vmx-emu\",\"vendor\":\"vmx\","
	       "\"reps\":3,\"modes\":[\"ept\",\"shadow\"],\"cycles_unit\":\"ticks\","
	       "\"command\":\"echo \\\"<$i>\\\"\",\"workloads\":[{\"name\":\"cmd\"}]}");
	add_output("ept", 0, "1\n2\n</pre>\n", 0, 0);
	add_output("ept", 1, "1\n2\n</pre>\n", 0, 0);
	add_output("ept", 2, "", 0, 0);
	add_output("shadow", 0, "a\x1b[31m&b\n```\n# no head", 9, 7);
	check_report();
	snprintf(path, sizeof(path), "%s/report.md", dir);
	text = contents(path);
	for (size_t i = 0; i < sizeof(in_markdown) / sizeof(*in_markdown); i++)
		if (!strstr(text, in_markdown[i]))
			fail_msg("report.md has no '%s'", in_markdown[i]);
	free(text);
	snprintf(path, sizeof(path), "%s/report.html", dir);
	text = contents(path);
	for (size_t i = 0; i < sizeof(in_html) / sizeof(*in_html); i++)
		if (!strstr(text, in_html[i]))
			fail_msg("report.html has no '%s'", in_html[i]);
	free(text);
}

/* Zero under one mode, something under the other. */
static void test_zero_ratios(void **state)
{
	(void)state;
	add_meta("vmx-emu");
	add(record("pagefault", "shadow", 0, 64));
	add_zero("pagefault", "ept", 0);
	add_zero("idle", "shadow", 0);
	add(record("idle", "ept", 0, 5));
	check_report();
}

static void test_all_failed(void **state)
{
	(void)state;
	add_meta("vmx-emu");
	for (int rep = 0; rep < 3; rep++) {
		add_failed("pagefault", "ept", rep);
		add_failed("pagefault", "shadow", rep);
	}
	assert_int_equal(check_report(), 0);
}

static void test_failed_and_cut_off(void **state)
{
	json_t *obj = record("idle", "shadow", 2, 9);
	char *line = record_seal(obj);

	(void)state;
	add_meta("vmx-emu");
	add(record("pagefault", "ept", 0, 64));
	add_failed("pagefault", "shadow", 0);
	add(record("idle", "shadow", 0, 7));
	line[strlen(line) / 2] = '\0';
	append("records.jsonl", line);
	free(line);
	json_decref(obj);
	assert_true(check_report() > 0);
}

/*
 * One exit in one bucket, and one of one port, under one mode: the plots have
 * axes all the same.
 */
static void test_histograms_and_details(void **state)
{
	json_t *obj = record("pagefault", "ept", 0, 64), *first;

	(void)state;
	add_meta("vmx-emu");
	first = json_array_get(json_object_get(obj, "reasons"), 0);
	json_object_set_new(first, "min_cycles", json_integer(0));
	json_object_set_new(first, "max_cycles", json_integer(0));
	json_object_set_new(first, "hist", json_pack("[i]", 10));
	json_object_set_new(first, "detail",
			    json_pack("[{si sb si si}]", "what", 3, "write", 0,
				      "count", 10, "cycles", 7));
	add(obj);
	add(record("pagefault", "shadow", 0, 640));
	assert_int_equal(check_report(), (int)n_plots - 3);	/* no boot, walks */
}

/* Names that would break out of a table, a page, a string of gnuplot's. */
static void test_evil_names(void **state)
{
	static const char evil[] = "<script>\"'`|\t%s\\n@META@$(x)\u00e9";
	char path[512];
	char *text;

	(void)state;
	add(record(evil, "ept", 0, 64));
	add(record(evil, "shadow", 0, 640));
	check_report();
	snprintf(path, sizeof(path), "%s/report.html", dir);
	text = contents(path);
	assert_null(strstr(text, "<script>\""));
	assert_non_null(strstr(text, "&lt;script&gt;&quot;"));
	free(text);
}

/* Reasons that the headers do not name have one name between them. */
static void test_unnamed_reasons(void **state)
{
	json_t *obj = record("pagefault", "ept", 0, 64), *reason;
	size_t i;

	(void)state;
	add_meta("vmx-emu");
	json_array_foreach(json_object_get(obj, "reasons"), i, reason)
		json_object_set_new(reason, "name", json_string("unnamed"));
	add(obj);
	check_report();
}

static struct spread figure_of(const struct loaded_run *run,
			       const char *workload, enum figure fig)
{
	const struct figures *figs = &run->figs;

	for (size_t i = 0; i < figs->n_groups; i++)
		if (!strcmp(figs->groups[i].workload, workload))
			return figs->groups[i].mode[PAGING_TDP].fig[fig];
	fail_msg("no workload %s", workload);
	return (struct spread){ 0 };
}

/*
 * With exit_acct_switch=1 all parts add up to the time that has passed, and a repetition
 * without an exit had no world switch; without the parameter none is known.
 */
static void test_switch(void **state)
{
	static const enum figure parts[] = {
		FIG_KERNEL, FIG_USER, FIG_BLOCKED, FIG_AWAY, FIG_SWITCH, FIG_GUEST,
	};
	json_t *obj = record("pagefault", "ept", 0, 64), *hlt;
	struct loaded_run run;
	char path[512], *text;
	double sum = 0;

	(void)state;
	add_meta("vmx-emu");
	hlt = json_array_get(json_object_get(obj, "reasons"), 0);
	json_object_set_new(hlt, "away_cycles", json_integer(3000));
	json_object_set_new(hlt, "switch_cycles", json_integer(1485));
	add(obj);
	add_zero("null", "ept", 0);
	add(record("idle", "ept", 0, 64));
	assert_int_equal(run_load(&run, dir), 0);
	assert_true(figures_tell_switch(&run.figs));
	assert_true(figure_of(&run, "pagefault", FIG_SWITCH).median == 1485);
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		sum += figure_of(&run, "pagefault", parts[i]).median;
	assert_true(sum == figure_of(&run, "pagefault", FIG_ELAPSED).median);
	assert_int_equal(figure_of(&run, "null", FIG_SWITCH).n, 1);
	assert_int_equal(figure_of(&run, "idle", FIG_SWITCH).n, 0);
	run_free(&run);

	check_report();
	snprintf(path, sizeof(path), "%s/derived/reasons.tsv", dir);
	text = contents(path);
	assert_non_null(strstr(text, "\tHLT\t1\t10\t10\t10\t2000\t2000\t2000\t0\t0\t0"
			       "\t500000\t500000\t500000\t3000\t3000\t3000"
			       "\t1485\t1485\t1485\n"));
	free(text);
}

/* A KVM that counts and does not time: its exits are not free, and what it lacks is said. */
static void test_counts_without_cycles(void **state)
{
	static const char lost[] = "layout A: no cycles of a reason";
	const char *const pagings[] = { "ept", "shadow" };
	json_t *obj, *reason;
	char path[512], *text, *at;
	size_t i;

	(void)state;
	add_meta("vmx-emu");
	for (int m = 0; m < 2; m++) {
		obj = record("pagefault", pagings[m], 0, 64);
		json_array_foreach(json_object_get(obj, "reasons"), i, reason) {
			json_object_set_new(reason, "kernel_cycles", json_integer(0));
			json_object_set_new(reason, "user_cycles", json_integer(0));
			json_object_set_new(reason, "blocked_cycles", json_integer(0));
		}
		json_object_set_new(obj, "lost", json_string(lost));
		add(obj);
	}
	check_report();
	snprintf(path, sizeof(path), "%s/report.html", dir);
	text = contents(path);
	assert_non_null(strstr(text, lost));
	free(text);
	snprintf(path, sizeof(path), "%s/derived/figures.tsv", dir);
	text = contents(path);
	at = strstr(text, "\tcost_cycles\t");
	assert_non_null(at);
	assert_memory_equal(strchr(at + strlen("\tcost_cycles\t"), '\t'),
			    "\t0\t-\t-\t-", 8);
	free(text);
	snprintf(path, sizeof(path), "%s/derived/reasons.tsv", dir);
	text = contents(path);
	assert_non_null(strstr(text, "\t64\t64\t64\t-\t-\t-\t-\t-\t-\t-\t-\t-"));
	free(text);
}

/* What cpuid told of every exit is answers on the page, and stays text. */
static void test_coursework(void **state)
{
	char path[512], *text;

	(void)state;
	add_meta("vmx-emu");
	add(record("pagefault", "ept", 0, 64));
	add_output("ept", 0, "coursework layout B\n"
		   "   0x4ffffffd 0x30: eax=0x00000040 ebx=0x00000000 ecx=0x00000000 edx=0x00000000\n"
		   "   0x4ffffffd 0x0e: eax=0x00000000 ebx=0x00000000 ecx=0x00000000 edx=0x00000000\n", 0, 0);
	add_output("shadow", 0, "coursework layout B\n"
		   "   0x4ffffffd 0x0e: eax=0x00000020 ebx=0x00000000 ecx=0x00000000 edx=0x00000000\n", 0, 0);
	check_report();
	snprintf(path, sizeof(path), "%s/report.html", dir);
	text = contents(path);
	assert_non_null(strstr(text, "Which appear only under shadow paging? INVLPG (14)."));
	assert_non_null(strstr(text, "Which appear only without it? EPT_VIOLATION (48)."));
	free(text);
}

/* What was seen of a real machine before the run stands in its report. */
static void test_warnings(void **state)
{
	char path[512];
	char *text;

	(void)state;
	append("meta.json", "{\"schema\":1,\"run\":\"r\",\"rig\":\"vmx-emu\","
	       "\"vendor\":\"vmx\",\"warnings\":[\"turbo is <on>; TUNE=turbo\"]}");
	add(record("pagefault", "ept", 0, 64));
	add(record("pagefault", "shadow", 0, 640));
	check_report();
	snprintf(path, sizeof(path), "%s/report.html", dir);
	text = contents(path);
	assert_non_null(strstr(text, "turbo is &lt;on&gt;; TUNE=turbo"));
	free(text);
}

/* What FILE= names may be an archive of before, but nothing else. */
static void test_export_over(void **state)
{
	static const struct { const char *text; int err; } there[] = {
		{ "dear reader", -EINVAL }, { "\x1f", 0 }, { "\x1f\x8b cut", 0 }, { "", 0 },
	};
	char file[128], *written, *text;

	(void)state;
	add_meta("vmx-emu");
	add(record("pagefault", "ept", 0, 64));
	snprintf(file, sizeof(file), "%s.letter", dir);
	for (size_t i = 0; i < sizeof(there) / sizeof(*there); i++) {
		FILE *f = fopen(file, "w");

		assert_non_null(f);
		fputs(there[i].text, f);
		assert_int_equal(fclose(f), 0);
		assert_int_equal(archive_export(dir, file, &written), there[i].err);
		free(written);
		text = contents(file);
		assert_int_equal(!strcmp(text, there[i].text), there[i].err != 0);
		free(text);
	}
	unlink(file);
}

static void test_export_and_back(void **state)
{
	char file[128], results[128], *written, *opened;

	(void)state;
	add_meta("vmx-emu");
	add(record("pagefault", "ept", 0, 64));
	snprintf(file, sizeof(file), "%s/x.tar.gz", dir);
	snprintf(results, sizeof(results), "%s/results", dir);
	assert_int_equal(archive_export(dir, file, &written), 0);
	assert_string_equal(written, file);
	free(written);

	assert_int_equal(archive_open(file, results, &opened), 0);
	assert_non_null(strstr(opened, results));
	/* Once more: it is there, and the same. */
	free(opened);
	assert_int_equal(archive_open(file, results, &opened), 0);
	/* Never over a file in the run's own directory. */
	assert_int_equal(archive_export(dir, file, &written), -EINVAL);
	free(written);
	/* And then it is another. */
	snprintf(file, sizeof(file), "%s/records.jsonl", opened);
	assert_int_equal(truncate(file, 10), 0);
	snprintf(file, sizeof(file), "%s/x.tar.gz", dir);
	free(opened);
	assert_int_equal(archive_open(file, results, &opened), -EEXIST);
	assert_null(opened);
	/* A directory is itself; what is neither is refused. */
	assert_int_equal(archive_open(dir, results, &opened), 0);
	assert_string_equal(opened, dir);
	free(opened);
	snprintf(file, sizeof(file), "%s/meta.json", dir);
	assert_int_equal(archive_open(file, results, &opened), -EINVAL);
	assert_int_equal(archive_open("/nowhere", results, &opened), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_DIR(test_nothing),
		IN_DIR(test_one_repetition),
		IN_DIR(test_one_mode),
		IN_DIR(test_zeros),
		IN_DIR(test_zero_ratios),
		IN_DIR(test_command_output),
		IN_DIR(test_all_failed),
		IN_DIR(test_failed_and_cut_off),
		IN_DIR(test_histograms_and_details),
		IN_DIR(test_evil_names),
		IN_DIR(test_warnings),
		IN_DIR(test_switch),
		IN_DIR(test_counts_without_cycles),
		IN_DIR(test_coursework),
		IN_DIR(test_unnamed_reasons),
		IN_DIR(test_export_over),
		IN_DIR(test_export_and_back),
	};

	if (access("plots/common.gp", R_OK) ||
	    system("command -v gnuplot >/dev/null")) {
		fprintf(stderr, "test_report: skipped: no gnuplot, or not at the top of the tree: reports are not tested\n");
		return 77;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
