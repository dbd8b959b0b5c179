// SPDX-License-Identifier: GPL-2.0
/* The state file of the rig `host`, and recovery from it; see restore.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include <glib.h>

#include "base.h"
#include "hygiene.h"
#include "restore.h"

#define BOOT_ID "/proc/sys/kernel/random/boot_id"

static char *full_path(const struct stock_env *env, const char *path)
{
	return format_text("%s%s", env->root, path);
}

/* What restore_write() has not finished yet. */
static char *half_path(const struct stock_env *env)
{
	return format_text("%s" RESTORE_STATE ".tmp", env->root);
}

/* The ID of this boot. */
static char *boot_id(const struct stock_env *env)
{
	return stock_read_line(env->root, BOOT_ID) ?: g_strdup("");
}

int restore_lock(const struct stock_env *env)
{
	g_autofree char *path = full_path(env, RESTORE_LOCK);
	int fd;

	fd = open(path, O_RDONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (fd < 0)
		return -errno;
	if (!flock(fd, LOCK_EX | LOCK_NB))
		return fd;
	close(fd);
	return -EBUSY;
}

int restore_write(const struct stock_env *env, const json_t *stock,
		  const json_t *settings, struct sentence *why)
{
	g_autofree char *path = full_path(env, RESTORE_STATE);
	g_autofree char *temporary = half_path(env);
	g_autofree char *boot = boot_id(env);
	char when[32];
	time_t now = time(NULL);
	json_t *state;
	int fd, err = 0;

	strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
	state = json_pack("{s:i, s:s, s:s, s:O, s:O}", "schema", 1, "boot_id",
			  boot, "begun", when, "modules", stock, "settings",
			  settings);
	unlink(temporary);
	fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	/* A write that stops short does not set errno: the disk is full. */
	if (fd >= 0)
		errno = ENOSPC;
	if (fd < 0 || json_dumpfd(state, fd, JSON_INDENT(1)) || fsync(fd) ||
	    rename(temporary, path))
		err = sentence_errno(why, "write '%s'", path);
	if (fd >= 0)
		close(fd);
	json_decref(state);
	return err;
}

json_t *restore_read(const struct stock_env *env)
{
	g_autofree char *path = full_path(env, RESTORE_STATE);
	g_autofree char *boot = boot_id(env);
	json_t *state;
	const char *of;

	state = json_load_file(path, 0, NULL);
	if (!state)
		return NULL;
	of = json_string_value(json_object_get(state, "boot_id"));
	if (of && !strcmp(of, boot) &&
	    json_is_array(json_object_get(state, "modules")))
		return state;
	/* From before a reboot, which undid it all. */
	unlink(path);
	json_decref(state);
	return NULL;
}

bool restore_pending(const struct stock_env *env)
{
	json_t *state = restore_read(env);

	json_decref(state);
	return state;
}

static int put(const struct stock_env *env, const char *path, const char *value,
	       struct sentence *why)
{
	g_autofree char *now = tune_read(env->root, path);
	int err;

	if (now && !strcmp(now, value))
		return 0;
	err = stock_write(env->root, path, value);
	if (err)
		sentence_set(why, err, "write '%s' to '%s%s': %s", value,
			     env->root, path, strerror(-err));
	return err;
}

int restore_all(const struct stock_env *env, const json_t *state,
		struct sentence *why)
{
	g_autofree char *path = full_path(env, RESTORE_STATE);
	json_t *setting;
	int ret = 0, err;
	size_t i;

	json_array_foreach(json_object_get(state, "settings"), i, setting) {
		err = put(env,
			  json_string_value(json_object_get(setting, "path")),
			  json_string_value(json_object_get(setting, "value")),
			  why);
		if (err)
			ret = err;
	}
	err = stock_restore(env, json_object_get(state, "modules"), why);
	if (err)
		ret = err;
	if (ret)
		return ret;
	if (!unlink(path) || errno == ENOENT)
		return 0;
	return sentence_errno(why, "remove '%s'", path);
}

/* Says what is not as it was. */
static void say_found(const struct stock_env *env, const json_t *state)
{
	const json_t *modules = json_object_get(state, "modules");
	const char *path, *value;
	struct sentence what;
	json_t *setting;
	size_t i;

	fprintf(stderr,
		"exitbench: a run on this machine (rig host), started at %s, was killed before it could put everything back\n",
		json_string_value(json_object_get(state, "begun")));
	if (stock_differs(env, modules, &what))
		fprintf(stderr, "exitbench: found: %s\n", what.text);
	else
		fprintf(stderr,
			"exitbench: found: the KVM modules are as they were\n");
	json_array_foreach(json_object_get(state, "settings"), i, setting) {
		path = json_string_value(json_object_get(setting, "path"));
		value = json_string_value(json_object_get(setting, "value"));
		g_autofree char *now = tune_read(env->root, path);

		if (g_strcmp0(now, value))
			fprintf(stderr,
				"exitbench: found: %s is '%s', it was '%s'\n",
				path, now ? now : "", value);
	}
}

static int say_nothing(bool asked)
{
	if (asked)
		printf("Nothing to put back: no run on this machine was killed.\n");
	return 0;
}

/* Of a run that was killed as it wrote down what there is, and had changed nothing. */
static void remove_half(const struct stock_env *env)
{
	g_autofree char *path = half_path(env);
	int lock = access(path, F_OK) ? -ENOENT : restore_lock(env);

	if (lock < 0)
		return;
	unlink(path);
	close(lock);
}

int restore_left_over(const struct stock_env *env, bool asked)
{
	g_autofree char *path = full_path(env, RESTORE_STATE);
	struct sentence why;
	json_t *state;
	int err, lock;

	remove_half(env);
	if (!restore_pending(env))
		return say_nothing(asked);
	lock = restore_lock(env);
	/* Whoever held the lock may have put everything back by now. */
	state = restore_read(env);
	if (!state) {
		err = say_nothing(asked);
		goto out;
	}
	if (lock == -EBUSY) {
		/* It puts things back itself. */
		if (asked)
			fprintf(stderr, "exitbench: another run is using this machine; it puts everything back when it ends\n");
		err = asked ? -EBUSY : 0;
		goto out;
	}
	say_found(env, state);
	if (access(path, W_OK)) {
		err = -errno;
		fprintf(stderr, "exitbench: to put it back, type: sudo exitbench restore\n");
		goto out;
	}
	err = restore_all(env, state, &why);
	if (err) {
		fprintf(stderr, "exitbench: %s; then type: exitbench restore. A reboot does it, too\n",
			why.text);
		goto out;
	}
	fprintf(stderr, "exitbench: put back: the KVM modules are those of the system again, with the parameters they had\n");
out:
	if (lock >= 0)
		close(lock);
	json_decref(state);
	return err;
}
