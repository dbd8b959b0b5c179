// SPDX-License-Identifier: GPL-2.0
/* Asks a Bochs how it was built; see bochs_probe.h. */
#include <string.h>

#include <glib.h>

#include "ask.h"
#include "bochs_probe.h"

#define TIMEOUT_S 10

#define NAME "Bochs x86 Emulator "
#define CHAINING "Handlers Chaining speedups: "

struct answer {
	char text[16384];
};

/* Its help, on @about; false: it has none. */
static bool help(const char *bochs, const char *about, struct answer *a)
{
	char *argv[] = { (char *)bochs, "--help", (char *)about, NULL };

	return ask(argv, TIMEOUT_S, a->text, sizeof(a->text)) >= 0;
}

static bool says(const char *bochs, const char *about, const char *what)
{
	struct answer a;

	return help(bochs, about, &a) && strstr(a.text, what);
}

bool bochs_has_cpu(const char *bochs, const char *model)
{
	return says(bochs, "cpu", model);
}

struct bochs_build bochs_build(const char *bochs)
{
	return (struct bochs_build){
		.debugger = says(bochs, NULL, "-rc filename"),
		.sound = says(bochs, "features", "sb16") ||
			 says(bochs, "features", "es1370"),
	};
}

/*
 * What it logs when it starts, for its help says nothing of its speed. Without a
 * BIOS it ends before a display is opened.
 */
static void start(const char *bochs, struct answer *a)
{
	char *argv[] = {
		(char *)bochs, "-f", "/dev/null", "-q", "log: /dev/stdout",
		"panic: action=fatal", "romimage: file=/nonexistent", NULL
	};

	ask(argv, TIMEOUT_S, a->text, sizeof(a->text));
}

/* What stands behind @before, up to a space; a new string, or NULL. */
static char *word_behind(const struct answer *a, const char *before)
{
	const char *at = strstr(a->text, before);

	at = at ? at + strlen(before) : NULL;
	return at ? g_strndup(at, strcspn(at, " \r\n")) : NULL;
}

char *bochs_words(const char *bochs)
{
	const char *debugger = bochs_build(bochs).debugger ? "with" : "without";
	g_autofree char *version = NULL, *chaining = NULL;
	struct answer a;

	start(bochs, &a);
	version = word_behind(&a, NAME);
	chaining = word_behind(&a, CHAINING);
	return g_strdup_printf("Bochs %s %s debugger, %s handler chaining",
			       version ?: "of unknown version", debugger,
			       !chaining ? "perhaps with" :
			       !strcmp(chaining, "yes") ? "with" : "without");
}
