/* SPDX-License-Identifier: GPL-2.0 */
/* The checks of a comparison as JUnit XML, which CI systems show. */
#ifndef EXITBENCH_JUNIT_H
#define EXITBENCH_JUNIT_H

#include "judge.h"

/*
 * Writes @file: a suite for each compared run, a case for each check. It is there
 * whole or not at all. Returns 0 or a negative errno, printed.
 */
int junit_write(const struct judgements *judgements, const char *file);

#endif
