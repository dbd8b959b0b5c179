// SPDX-License-Identifier: GPL-2.0
/* What differs between two runs but figures; see compare_notes.h. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare_notes.h"

__attribute__((format(printf, 2, 3)))
static int note(struct comparison *cmp, const char *fmt, ...)
{
	char **grown = reallocarray(cmp->notes, cmp->n_notes + 1,
				    sizeof(*grown));
	va_list ap;
	int len;

	if (!grown)
		return -ENOMEM;
	cmp->notes = grown;
	va_start(ap, fmt);
	len = vasprintf(&grown[cmp->n_notes], fmt, ap);
	va_end(ap);
	if (len < 0)
		return -ENOMEM;
	cmp->n_notes++;
	return 0;
}

/* What is not as it was to be, on either side, and what became of it. */
int compare_note_pair(struct comparison *cmp, const struct pair *pair)
{
	const struct tally *base = &pair->base_reps, *other = &pair->other_reps;
	bool both = base->n_ok && other->n_ok;
	char *a, *b;
	int err = 0;

	if (pair->per_op)
		err = note(cmp, "%s: %.12g operations in the base, %.12g in this run: its figures are divided by them",
			   pair->label, base->ops, other->ops);
	if (err || (both && !tally_is_short(other, base) && !base->failed &&
		    !base->skipped && !base->missing))
		return err;
	if (base->n_ok && !pair->other)
		return note(cmp, "%s has figures only in the base",
			    pair->label);
	if (other->n_ok && !pair->base)
		return note(cmp, "%s has figures only in this run",
			    pair->label);
	a = tally_text(base);
	b = tally_text(other);
	err = a && b ? note(cmp, "%s: %s in the base; %s in this run",
			    pair->label, a, b) : -ENOMEM;
	free(a);
	free(b);
	return err;
}

static int note_setting(struct comparison *cmp, const char *label,
			const char *what, const char *base, const char *other)
{
	if (!strcmp(base, other))
		return 0;
	return note(cmp, "%s%s%s: %s in the base, %s in this run", label,
		    *label ? ", " : "", what, *base ? base : "none",
		    *other ? other : "none");
}

/* A workload that is not quite the same: the reader must know. */
int compare_note_group(struct comparison *cmp, const struct group *base,
		      const struct group *other)
{
	if (!base || !other)
		return 0;
	return note_setting(cmp, base->workload, "parameters",
			    base->params_text, other->params_text);
}

/* Settings that differ. */
static int note_facts(struct comparison *cmp)
{
	const struct meta_items *facts = &cmp->base->res->meta.facts;
	int err = 0;

	for (size_t i = 0; !err && i < facts->n; i++) {
		const char *name = facts->item[i].key;
		const char *other = meta_text(&cmp->other->res->meta.facts,
					      name);

		/* These two name the run itself, and differ always. */
		if (other && strcmp(name, "cmdline") &&
		    strcmp(name, "timer_interrupts"))
			err = note_setting(cmp, "", name, facts->item[i].text,
					   other);
	}
	return err;
}

/* Tracing is in the cost of every exit. */
static int note_traced(struct comparison *cmp)
{
	bool base = meta_text(&cmp->base->res->meta.facts, "traced");
	bool other = meta_text(&cmp->other->res->meta.facts, "traced");

	return base == other ? 0 :
	       note(cmp, "VM exits were traced (VERIFY=1) only in %s, where they cost more",
		    base ? "the base" : "this run");
}

/* Files of the user's: "file NAME", and what they need. */
static bool is_users(const char *name)
{
	return !strncmp(name, "file ", 5) || !strncmp(name, "library ", 8) ||
	       !strncmp(name, "loader ", 7);
}

/* Those of @a that @b has not, each with a comma in front but the first. */
static size_t list_missing(FILE *out, size_t n, const struct meta_items *a,
			   const struct meta_items *b, const char *where)
{
	for (size_t i = 0; i < a->n; i++)
		if (is_users(a->item[i].key) && !meta_text(b, a->item[i].key))
			fprintf(out, "%s%s (only in %s)", n++ ? ", " : "",
				a->item[i].key, where);
	return n;
}

/* Those that both have and that differ, in the same way. */
static size_t list_changed(FILE *out, size_t n, const struct meta_items *a,
			   const struct meta_items *b)
{
	for (size_t i = 0; i < a->n; i++) {
		const char *other = meta_text(b, a->item[i].key);

		if (other && strcmp(other, a->item[i].text))
			fprintf(out, "%s%s", n++ ? ", " : "", a->item[i].key);
	}
	return n;
}

/* One note of all that ran and is not the same, by its SHA-256. */
static int note_hashes(struct comparison *cmp)
{
	const struct run_meta *base = &cmp->base->res->meta;
	const struct run_meta *other = &cmp->other->res->meta;
	char *list;
	size_t len, n;
	FILE *out = open_memstream(&list, &len);
	int err;

	if (!out)
		return -ENOMEM;
	n = list_changed(out, 0, &base->hashes, &other->hashes);
	n = list_changed(out, n, &base->programs, &other->programs);
	n = list_missing(out, n, &base->hashes, &other->hashes, "the base");
	n = list_missing(out, n, &other->hashes, &base->hashes, "this run");
	if (fclose(out))
		return -ENOMEM;
	err = n ? note(cmp, "not the same in both runs: %s", list) : 0;
	free(list);
	return err;
}

/* What a run has no figures of, and why. */
static int note_losses(struct comparison *cmp, const struct figures *figs,
		       const char *which)
{
	int err = 0;

	for (size_t i = 0; !err && i < figs->findings.n; i++)
		if (figs->findings.list[i].kind != FINDING_NOTE)
			err = note(cmp, "%s: %s", which,
				   figs->findings.list[i].text);
	return err;
}

/* Ticks are those of an emulator. Older runs do not say of which. */
static int note_emulator(struct comparison *cmp, const char *base,
			 const char *other)
{
	if (!base || !other || !strcmp(base, other))
		return 0;
	return note(cmp, "emulator: %s in the base, %s in this run: ticks differ by that alone",
		    base, other);
}

static int note_meta(struct comparison *cmp)
{
	const struct run_meta *base = &cmp->base->res->meta;
	const struct run_meta *other = &cmp->other->res->meta;

	return note_setting(cmp, "", "git", base->git ?: "",
			    other->git ?: "") ?:
	       note_setting(cmp, "", "kernel", base->kernel ?: "",
			    other->kernel ?: "") ?:
	       note_setting(cmp, "", "machine", base->machine ?: "",
			    other->machine ?: "") ?:
	       note_setting(cmp, "", "command", base->command ?: "",
			    other->command ?: "") ?:
	       note_emulator(cmp, base->emulator, other->emulator) ?:
	       note_hashes(cmp) ?: note_traced(cmp) ?: note_facts(cmp);
}

int compare_note_runs(struct comparison *cmp)
{
	return note_losses(cmp, cmp->base, "the base") ?:
	       note_losses(cmp, cmp->other, "this run") ?: note_meta(cmp);
}
