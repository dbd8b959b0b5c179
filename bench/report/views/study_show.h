/* SPDX-License-Identifier: GPL-2.0 */
/* The report of a study. */
#ifndef EXITBENCH_STUDY_SHOW_H
#define EXITBENCH_STUDY_SHOW_H

/*
 * Of the study in @dir: prints its figures, and writes study.html, study.md and
 * points.tsv, .csv and .json there, by the gnuplot files and templates in @plotsdir; NULL is
 * where they are by default. Runs that are not there are named. Returns 0 or a
 * negative errno, printed.
 */
int study_report(const char *dir, const char *plotsdir);

#endif
