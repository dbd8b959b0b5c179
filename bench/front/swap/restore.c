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

/* What it is called between this start of the machine and the next. */
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
		return -2;
	if (!flock(fd, LOCK_EX | LOCK_NB))
		return fd;
	close(fd);
	return -1;
}

int restore_write(const struct stock_env *env, const json_t *stock,
		  const json_t *settings, char *error, size_t len)
{
	g_autofree char *path = full_path(env, RESTORE_STATE);
	g_autofree char *temporary = format_text("%s.tmp", path);
	g_autofree char *boot = boot_id(env);
	char when[32];
	time_t now = time(NULL);
	json_t *state;
	int fd, ret;

	strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
	state = json_pack("{s:i, s:s, s:s, s:O, s:O}", "schema", 1, "boot_id",
			  boot, "begun", when, "modules", stock, "settings",
			  settings);
	unlink(temporary);
	fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	ret = fd < 0 || json_dumpfd(state, fd, JSON_INDENT(1)) || fsync(fd) ||
	      rename(temporary, path) ? -1 : 0;
	if (ret)
		snprintf(error, len, "write '%s': %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	json_decref(state);
	return ret;
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
	/* Of before a restart of the machine, which undid it all. */
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
	       char *error, size_t len)
{
	g_autofree char *now = tune_read(env->root, path);
	int err;

	if (now && !strcmp(now, value))
		return 0;
	err = stock_write(env->root, path, value);
	if (err)
		snprintf(error, len, "write '%s' to '%s%s': %s", value,
			 env->root, path, strerror(-err));
	return err;
}

int restore_all(const struct stock_env *env, const json_t *state, char *error,
		size_t len)
{
	g_autofree char *path = full_path(env, RESTORE_STATE);
	json_t *setting;
	int ret = 0;
	size_t i;

	json_array_foreach(json_object_get(state, "settings"), i, setting)
		if (put(env, json_string_value(json_object_get(setting, "path")),
			json_string_value(json_object_get(setting, "value")),
			error, len))
			ret = -1;
	if (stock_restore(env, json_object_get(state, "modules"), error, len))
		ret = -1;
	if (ret)
		return -1;
	if (!unlink(path) || errno == ENOENT)
		return 0;
	snprintf(error, len, "remove '%s': %s", path, strerror(errno));
	return -1;
}

/* Says what is not as it was. */
static void say_found(const struct stock_env *env, const json_t *state)
{
	const json_t *modules = json_object_get(state, "modules");
	const char *path, *value;
	char text[4096];
	json_t *setting;
	size_t i;

	fprintf(stderr,
		"exitbench: a run on this machine (rig host), started at %s, was killed before it could put everything back\n",
		json_string_value(json_object_get(state, "begun")));
	if (stock_differs(env, modules, text, sizeof(text)))
		fprintf(stderr, "exitbench: found: %s\n", text);
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

int restore_left_over(const struct stock_env *env, bool asked)
{
	json_t *state;
	g_autofree char *path = full_path(env, RESTORE_STATE);
	char error[1024] = "";
	int ret = -1, lock;

	if (!restore_pending(env))
		return say_nothing(asked);
	lock = restore_lock(env);
	/* Whoever had the lock may have put it all back by now. */
	state = restore_read(env);
	if (!state) {
		ret = say_nothing(asked);
		goto out;
	}
	if (lock == -1) {
		/* It puts things back itself. */
		if (asked)
			fprintf(stderr, "exitbench: another run is using this machine; it puts everything back when it ends\n");
		ret = asked ? -1 : 0;
		goto out;
	}
	say_found(env, state);
	if (access(path, W_OK)) {
		fprintf(stderr, "exitbench: to put it back, type: sudo exitbench restore\n");
		goto out;
	}
	if (restore_all(env, state, error, sizeof(error))) {
		fprintf(stderr, "exitbench: %s; then type: exitbench restore. A reboot does it, too\n",
			error);
		goto out;
	}
	fprintf(stderr, "exitbench: put back: the KVM modules are those of the system again, with the parameters they had\n");
	ret = 0;
out:
	if (lock >= 0)
		close(lock);
	json_decref(state);
	return ret;
}
