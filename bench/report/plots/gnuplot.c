// SPDX-License-Identifier: GPL-2.0
/* Runs gnuplot on the files of plots/; see gnuplot.h. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"
#include "files.h"
#include "gnuplot.h"
#include "program.h"
#include "text.h"

char *gnuplot_folder(const char *asked)
{
	char *program, *folder;

	if (asked)
		return strdup(asked);
	program = program_folder();
	folder = program ? text_format("%s/../plots", program) : NULL;
	free(program);
	if (folder && !access(folder, R_OK))
		return folder;
	free(folder);
	return strdup("plots");
}

/*
 * gnuplot takes a name that begins with | or < for a command, and one that
 * begins with - for an option.
 */
static const char *before(const char *path)
{
	return *path == '/' ? "" : "./";
}

/* "run='./results/x'; plot='y'" for gnuplot's option -e, to be freed. */
static char *set_run(const char *dir, const char *svg)
{
	char *path = text_format("%s%s", before(dir), dir), *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (out && path) {
		fputs("run=", out);
		text_gnuplot(out, path);
		fputs("; plot=", out);
		text_gnuplot(out, svg);
	}
	free(path);
	return out && !fclose(out) && len ? text : NULL;
}

static void run_gnuplot(char *command, char *file, const char *svg)
{
	static bool told;	/* once is enough */
	int err;

	/* It complains where the user's locale has no degree sign. */
	setenv("LC_ALL", "C.UTF-8", 1);
	err = program_run((char *[]){ "gnuplot", "-d", "-e", command, file,
				      NULL });
	if (err == -ENOENT) {
		if (!told)
			fprintf(stderr, "exitbench: starting 'gnuplot': not found, so there are no plots; apt install gnuplot-nox\n");
		told = true;
	} else if (err < 0) {
		fprintf(stderr, "exitbench: running 'gnuplot %s': %s\n", file,
			strerror(-err));
	} else if (err > 0 || access(svg, R_OK)) {
		fprintf(stderr, "exitbench: drawing '%s' with gnuplot: %s; its own message is above\n",
			file, err ? "it failed" : "it left no plot");
	}
}

/* gnuplot exits 0 when the disk is full. */
static int check_whole(const char *svg)
{
	char *text = files_read(svg);
	int err = 0;

	if (text ? !strstr(text, "</svg>") : errno == ENODATA) {
		fprintf(stderr, "exitbench: drawing '%s' with gnuplot: the plot is cut off; is the disk full?\n",
			svg);
		err = -ENOSPC;
	}
	free(text);
	return err;
}

int gnuplot_draw(const char *dir, const char *folder, const char *name,
		 const char *as)
{
	char *command = set_run(dir, as);
	char *file = text_format("%s%s/%s.gp", before(folder), folder, name);
	char *svg = text_format("%s/derived/%s.svg", dir, as);
	int err = 0;

	if (!command || !file || !svg) {
		err = -ENOMEM;
		goto out;
	}
	if (access(file, R_OK)) {
		fprintf(stderr, "exitbench: reading '%s': %s, so this plot is missing; --plots=DIR names the folder of the gnuplot files\n",
			file, strerror(errno));
		goto out;
	}
	run_gnuplot(command, file, svg);
	err = check_whole(svg);
out:
	free(svg);
	free(file);
	free(command);
	return err;
}
