// SPDX-License-Identifier: GPL-2.0
/* The model of page walks in a run; see walks.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "ask.h"
#include "base.h"
#include "cell.h"
#include "geometry.h"
#include "plugin_args.h"
#include "record_fields.h"
#include "walks.h"
#include "witness_judge.h"

#define PROBE_TIMEOUT_S 10

static char *plugin_path(const struct plan *plan)
{
	g_autofree char *path = g_build_filename(plan->build, "walks.so", NULL);

	return g_canonicalize_filename(path, NULL);
}

/* A comma in a value of QEMU's options is written twice. */
static char *for_qemu(const char *text)
{
	g_auto(GStrv) parts = g_strsplit(text, ",", -1);

	return g_strjoinv(",,", parts);
}

/* Whether QEMU loads the plugin: it then ends by a status of the plugin's. */
static int probe(const struct plan *plan, struct sentence *why)
{
	g_autofree char *qemu = part_path(&part_qemu_tcg);
	g_autofree char *path = plugin_path(plan), *escaped = for_qemu(path);
	g_autofree char *arg = g_strdup_printf("%s,probe=on", escaped);
	char said[256];
	char *argv[] = {
		qemu, "-M", "none", "-accel", "tcg", "-nodefaults",
		"-no-user-config", "-display", "none", "-plugin", arg, NULL
	};
	int status;

	if (!qemu)
		return 0;	/* which is said when it is started */
	status = ask(argv, PROBE_TIMEOUT_S, said, sizeof(said));
	if (status == WALKS_PROBED)
		return 0;
	said[strcspn(said, "\n")] = 0;
	return sentence_set(why, -ENOEXEC, "'%s' does not load '%s': %s", qemu,
			    path, status < 0 ? strerror(-status) :
			    said[0] ? said : "it did not say why");
}

/* Whether the plugin can be had; else says that @what is missed, and why. */
static bool possible(const struct plan *plan, const char *what)
{
	struct sentence why = { "" };

	if (!plan->rig->walks)
		sentence_set(&why, 0, "rig %s cannot, svm-emu can",
			     plan->rig->name);
	else if (plan->libvirt_uri)
		sentence_set(&why, 0, "LIBVIRT_URI is set, and the QEMU of a daemon may not load '%s/walks.so'",
			     plan->build);
	else if (!probe(plan, &why))
		return true;
	fprintf(stderr, "exitbench: %s: %s\n", what, why.text);
	return false;
}

int plan_set_walks(struct plan *plan, const char *word)
{
	struct geometry geometry;
	char why[512];

	plan->walks = NULL;
	plan->pmu = false;
	plan->vmruns = plan->verify && plan->rig->walks &&
		       possible(plan, "the emulator is no witness");
	if (!word || !*word || !strcmp(word, "0"))
		return 0;
	if (!strcmp(word, "1"))
		word = GEOMETRY_DEFAULT;
	if (geometry_find(word, &geometry, why, sizeof(why))) {
		fprintf(stderr, "exitbench: %s; or 1 for %s, 0 for none\n", why,
			GEOMETRY_DEFAULT);
		return -EINVAL;
	}
	/* A real processor has its TLBs: it is asked to count. */
	plan->pmu = plan->rig->real;
	if (plan->pmu && strcmp(word, GEOMETRY_DEFAULT))
		fprintf(stderr, "exitbench: rig %s has a real processor, so page walks are counted by the guest's PMU, not modelled as of '%s'\n",
			plan->rig->name, word);
	if (plan->pmu)
		return 0;
	if (possible(plan, "page walks are not modelled"))
		plan->walks = word;
	return 0;
}

char *walks_plugin(const struct plan *plan, enum paging paging,
		   const char *out)
{
	g_autofree char *path = plugin_path(plan), *escaped = for_qemu(path);
	g_autofree char *file = for_qemu(out);
	g_autofree char *model = !plan->walks ? g_strdup("") :
		g_strdup_printf(",geometry=%s,dimensions=%d", plan->walks,
				paging == PAGING_TDP ? 2 : 1);

	return !plan->walks && !plan->vmruns ? NULL :
	       g_strdup_printf("%s,out=%s%s%s", escaped, file, model,
			       plan->vmruns ? ",vmruns=on" : "");
}

void walks_init(struct walks *walks, const char *path)
{
	*walks = (struct walks){ .path = strdup(path),
				 .by_number = json_object() };
}

void walks_free(struct walks *walks)
{
	if (walks->file)
		fclose(walks->file);
	json_decref(walks->by_number);
	free(walks->path);
	*walks = (struct walks){ 0 };
}

static char *key_of(uint32_t number)
{
	return g_strdup_printf("%08x", number);
}

/* A repetition may run twice, in a guest that crashes: the last one counts. */
static void take_line(struct walks *walks, const char *line)
{
	json_t *obj = json_loads(line, 0, NULL);
	json_t *number = json_object_get(obj, "number");
	g_autofree char *key = key_of(json_integer_value(number));

	if (json_is_object(obj))
		json_object_set(walks->by_number, key, obj);
	json_decref(obj);
}

/* Lines are flushed whole, before the record of the same bracket is sent. */
static void read_on(struct walks *walks)
{
	size_t size = 0;
	char *line = NULL;

	if (!walks->file)
		walks->file = fopen(walks->path, "re");
	if (!walks->file)
		return;
	clearerr(walks->file);
	while (getline(&line, &size, walks->file) > 0)
		take_line(walks, line);
	free(line);
}

json_t *walks_take(struct walks *walks, const json_t *record)
{
	g_autofree char *key = key_of(cell_number(record));
	json_t *bracket;

	read_on(walks);
	bracket = json_incref(json_object_get(walks->by_number, key));
	json_object_del(walks->by_number, key);
	return bracket;
}

int walks_add(json_t *record, const json_t *bracket, struct sentence *why)
{
	json_t *counts = json_object_get(bracket, "walks");

	if (!counts)
		return sentence_set(why, -ENODATA, "the model of page walks saw no bracket of this repetition");
	if (fields_check(walks_fields, STAGE_FRONT, counts, why))
		return -EBADMSG;
	json_object_set(record, "walks", counts);
	return 0;
}

int walks_add_vmruns(enum vendor vendor, json_t *record, const json_t *bracket,
		     struct sentence *why)
{
	json_t *witness = json_object_get(record, "witness");
	json_t *vmruns = json_object_get(bracket, "vmruns");

	if (!json_is_integer(vmruns))
		return sentence_set(why, -ENODATA, "no witness: the emulator saw no bracket of this repetition");
	json_object_set(witness, "vmruns", vmruns);
	return witness_judge(vendor, record, why);
}
