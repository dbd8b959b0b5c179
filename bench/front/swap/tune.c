// SPDX-License-Identifier: GPL-2.0
/* What of this machine a run may change when it is told to; see hygiene.h. */
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>

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

bool tune_read(const char *root, const char *path, char *text, size_t len)
{
	bool ok = stock_read_line(root, path, text, len);
	char *from = strchr(text, '['), *to = from ? strchr(from, ']') : NULL;

	if (to) {
		*to = 0;
		memmove(text, from + 1, to - from);
	}
	return ok;
}

static unsigned int add_files(json_t *settings, const char *root, size_t t)
{
	size_t i, prefix = strlen(root);
	char pattern[4200], value[256];
	unsigned int n = 0;
	glob_t found;

	snprintf(pattern, sizeof(pattern), "%s%s", root, tunes[t].pattern);
	if (glob(pattern, 0, NULL, &found))
		return 0;
	for (i = 0; i < found.gl_pathc; i++) {
		const char *path = found.gl_pathv[i] + prefix;

		if (!tune_read(root, path, value, sizeof(value)))
			continue;
		json_array_append_new(settings,
			json_pack("{s:s, s:s, s:s}", "path", path, "value",
				  value, "set", tunes[t].set));
		n++;
	}
	globfree(&found);
	return n;
}

json_t *tune_settings(const char *root, const char *list, char *error,
		      size_t len)
{
	json_t *settings = json_array();
	char words[256], *word, *rest;
	unsigned int known, n;
	size_t t;

	snprintf(words, sizeof(words), "%s", list ? list : "");
	for (word = strtok_r(words, ",", &rest); word;
	     word = strtok_r(NULL, ",", &rest)) {
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
			snprintf(error, len, "tune '%s': this machine has no such setting",
				 word);
		else
			snprintf(error, len, "tune '%s': known ones: " TUNE_NAMES,
				 word);
		json_decref(settings);
		return NULL;
	}
	return settings;
}

int tune_apply(const char *root, const json_t *settings, char *error, size_t len)
{
	const char *path, *set;
	json_t *setting;
	char full[4096];
	FILE *file;
	size_t i;
	int ret;

	json_array_foreach(settings, i, setting) {
		path = json_string_value(json_object_get(setting, "path"));
		set = json_string_value(json_object_get(setting, "set"));
		snprintf(full, sizeof(full), "%s%s", root, path);
		file = fopen(full, "we");
		ret = !file || fputs(set, file) < 0 ? -1 : 0;
		if (file && fclose(file))
			ret = -1;
		if (!ret)
			continue;
		snprintf(error, len, "write '%s' to '%s': %s", set, full,
			 strerror(errno));
		return -1;
	}
	return 0;
}
