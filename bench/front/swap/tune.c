// SPDX-License-Identifier: GPL-2.0
/* Settings of this machine that a run may change if told to; see hygiene.h. */
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include <glib.h>

#include "base.h"
#include "hygiene.h"
#include "stock.h"

/* Each word has one of these on a machine, or several processors' of one. */
static const struct {
	const char *name, *pattern, *set;
} tunes[] = {
	{ "governor", "/sys/devices/system/cpu/cpu*/cpufreq/scaling_governor",
	  "performance" },
	{ "turbo", "/sys/devices/system/cpu/intel_pstate/no_turbo", "1" },
	{ "turbo", "/sys/devices/system/cpu/cpufreq/boost", "0" },
	{ "ksm", "/sys/kernel/mm/ksm/run", "0" },
	{ "thp", "/sys/kernel/mm/transparent_hugepage/enabled", "never" },
};

#define NR_TUNES (sizeof(tunes) / sizeof(*tunes))

char *tune_read(const char *root, const char *path)
{
	char *text = stock_read_line(root, path);
	char *from = text ? strchr(text, '[') : NULL;
	char *to = from ? strchr(from, ']') : NULL;

	if (to) {
		*to = 0;
		memmove(text, from + 1, to - from);
	}
	return text;
}

static unsigned int add_files(json_t *settings, const char *root, size_t t)
{
	g_autofree char *pattern = format_text("%s%s", root, tunes[t].pattern);
	size_t i, prefix = strlen(root);
	unsigned int n = 0;
	glob_t found;

	if (glob(pattern, 0, NULL, &found))
		return 0;
	for (i = 0; i < found.gl_pathc; i++) {
		const char *path = found.gl_pathv[i] + prefix;
		g_autofree char *value = tune_read(root, path);

		if (!value)
			continue;
		json_array_append_new(settings,
			json_pack("{s:s, s:s, s:s}", "path", path, "value",
				  value, "set", tunes[t].set));
		n++;
	}
	globfree(&found);
	return n;
}

json_t *tune_settings(const char *root, const char *list, struct sentence *why)
{
	json_t *settings = json_array();
	g_auto(GStrv) words = g_strsplit(list ? list : "", ",", -1);
	unsigned int known, n;
	size_t w, t;

	for (w = 0; words[w]; w++) {
		const char *word = words[w];

		if (!*word)
			continue;
		known = n = 0;
		for (t = 0; t < NR_TUNES; t++) {
			if (strcmp(tunes[t].name, word))
				continue;
			known++;
			n += add_files(settings, root, t);
		}
		if (n)
			continue;
		if (known)
			sentence_set(why, 0, "tune '%s': this machine has no such setting",
				     word);
		else
			sentence_set(why, 0, "tune '%s': known ones: " TUNE_NAMES,
				     word);
		json_decref(settings);
		return NULL;
	}
	return settings;
}

int tune_apply(const char *root, const json_t *settings, struct sentence *why)
{
	const char *path, *set;
	json_t *setting;
	size_t i;
	int err;

	json_array_foreach(settings, i, setting) {
		path = json_string_value(json_object_get(setting, "path"));
		set = json_string_value(json_object_get(setting, "set"));
		err = stock_write(root, path, set);
		if (err)
			return sentence_set(why, err, "write '%s' to '%s%s': %s",
					    set, root, path, strerror(-err));
	}
	return 0;
}
