// SPDX-License-Identifier: GPL-2.0
/* The arguments of walks.so; see plugin_args.h. */
#include <stdio.h>
#include <string.h>

#include "plugin_args.h"

static const char *value_of(const char *arg, const char *key)
{
	size_t n = strlen(key);

	return !strncmp(arg, key, n) && arg[n] == '=' ? arg + n + 1 : NULL;
}

static int take(struct plugin_args *args, const char *arg)
{
	const char *value;

	if ((value = value_of(arg, "probe")))
		args->probe = !strcmp(value, "on");
	else if ((value = value_of(arg, "out")))
		args->out = value;
	else if ((value = value_of(arg, "dimensions")))
		args->two_dimensional = !strcmp(value, "2");
	else if ((value = value_of(arg, "vmruns")))
		args->vmruns = !strcmp(value, "on");
	else if ((value = value_of(arg, "geometry")))
		return geometry_find(value, &args->geometry, args->why,
				     sizeof(args->why));
	else {
		snprintf(args->why, sizeof(args->why), "unknown argument '%s'",
			 arg);
		return -1;
	}
	return 0;
}

int plugin_args_read(struct plugin_args *args, int argc, char **argv)
{
	*args = (struct plugin_args){ 0 };
	for (int i = 0; i < argc; i++)
		if (take(args, argv[i]))
			return -1;
	if (args->probe ||
	    (args->out && (args->geometry.name[0] || args->vmruns)))
		return 0;
	snprintf(args->why, sizeof(args->why),
		 "out= and geometry= or vmruns=on are wanted");
	return -1;
}
