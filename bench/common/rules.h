/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The rules of check-abi, each with its source. A submission that breaks a rule of
 * this project's own gets a warning; what the assignments and the manual ask, it
 * fails.
 */
#ifndef EXITBENCH_RULES_H
#define EXITBENCH_RULES_H

#include <stdbool.h>
#include <stdio.h>

struct rule {
	const char *name;
	const char *source;	/* "assignment", "manual" or "project" */
	const char *asked;	/* in words that a student understands */
	bool warns;		/* breaking it is a warning */
	bool own;		/* about leaves that only this project has */
};

extern const struct rule rules[];
extern const unsigned int nr_rules;

/* That KVM and its kernel are sound; the KVM host says so, not the guest. */
#define RULE_KVM_HOST "kvm-host"

/* The KVM host has a word in it, too. */
#define RULE_ISOLATION "isolation"

/* The number of the rule with this name, -1 if there is none. */
int rule_find(const char *name);

/* A line each: name, source, what a broken one is, what is asked, between tabs. */
void rules_print(FILE *out);

#endif
