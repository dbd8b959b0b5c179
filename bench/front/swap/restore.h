/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the rig `host` changes on this machine is written down first, and put back
 * from that file: by the run itself or, if all of it was killed, at the next start
 * of any command.
 */
#ifndef EXITBENCH_RESTORE_H
#define EXITBENCH_RESTORE_H

#include "stock.h"

/* Below /run, which a reboot empties; it also unloads the modules. */
#define RESTORE_STATE "/run/exitbench-host.json"
#define RESTORE_LOCK "/run/exitbench-host.lock"

/*
 * Takes the lock of the process that will put things back; the kernel releases it
 * when that process ends. Returns a file descriptor, -EBUSY
 * when another holds it, or another negative errno when it cannot be had.
 */
int restore_lock(const struct stock_env *env);

/*
 * Writes down @stock and @settings, an array of {path, value}, to be put back.
 * 0, or a negative errno with @why.
 */
int restore_write(const struct stock_env *env, const json_t *stock,
		  const json_t *settings, struct sentence *why);

/* Whether anything is written down. */
bool restore_pending(const struct stock_env *env);

/* What is written down; NULL for nothing. */
json_t *restore_read(const struct stock_env *env);

/*
 * Puts back what is written down and forgets it. 0, or a negative errno with
 * @why; then it stays written down.
 */
int restore_all(const struct stock_env *env, const json_t *state,
		struct sentence *why);

/*
 * At the start of every command: when a run was killed with all that would have
 * put things back, says what it found and repairs it. Returns 0 when nothing is
 * left to repair, a negative errno when that failed or wants root; it has said so. @asked: by
 * `exitbench restore`, which also says when there is nothing.
 */
int restore_left_over(const struct stock_env *env, bool asked);

#endif
