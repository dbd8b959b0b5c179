// SPDX-License-Identifier: GPL-2.0
/* The tables of the database; see database_tables.h. */
#include "database_tables.h"

const char database_tables[] =
	"CREATE TABLE runs ("
	" run_id INTEGER PRIMARY KEY, name TEXT NOT NULL, started_utc TEXT,"
	" wall_seconds REAL, rig TEXT NOT NULL, vendor TEXT NOT NULL,"
	" emulated INTEGER NOT NULL, machine TEXT, kernel TEXT, git TEXT,"
	" command TEXT, repetitions INTEGER, warmup_repetitions INTEGER,"
	" cycles_unit TEXT, cycles_note TEXT, damaged_lines INTEGER NOT NULL,"
	" meta_json TEXT, records_crc32 TEXT NOT NULL,"
	" records_bytes INTEGER NOT NULL,"
	" UNIQUE (name, rig, records_crc32, records_bytes));"
	"CREATE TABLE records ("
	" record_id INTEGER PRIMARY KEY,"
	" run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,"
	" line INTEGER NOT NULL, paging TEXT NOT NULL, machine TEXT NOT NULL,"
	" kernel TEXT NOT NULL, workload TEXT NOT NULL, params_json TEXT NOT NULL,"
	" repetition INTEGER NOT NULL, operation TEXT NOT NULL,"
	" operations INTEGER NOT NULL, elapsed_cycles INTEGER NOT NULL,"
	" exits INTEGER NOT NULL, kernel_cycles INTEGER NOT NULL,"
	" user_cycles INTEGER NOT NULL, blocked_cycles INTEGER NOT NULL,"
	" away_cycles INTEGER NOT NULL,"
	" status TEXT NOT NULL, error TEXT, lost TEXT, UNIQUE (run_id, line));"
	"CREATE INDEX records_cell ON records (workload, paging, run_id);"
	"CREATE TABLE reasons ("
	" record_id INTEGER NOT NULL REFERENCES records ON DELETE CASCADE,"
	" reason INTEGER NOT NULL, name TEXT NOT NULL, exits INTEGER NOT NULL,"
	" kernel_cycles INTEGER NOT NULL, user_cycles INTEGER NOT NULL,"
	" blocked_cycles INTEGER NOT NULL, preempted_cycles INTEGER NOT NULL,"
	" asleep_cycles INTEGER NOT NULL, away_cycles INTEGER NOT NULL,"
	" min_cycles INTEGER, max_cycles INTEGER,"
	" PRIMARY KEY (record_id, reason)) WITHOUT ROWID;"
	"CREATE TABLE histograms ("
	" record_id INTEGER NOT NULL, reason INTEGER NOT NULL,"
	" from_cycles INTEGER NOT NULL, below_cycles INTEGER NOT NULL,"
	" exits INTEGER NOT NULL, PRIMARY KEY (record_id, reason, from_cycles),"
	" FOREIGN KEY (record_id, reason) REFERENCES reasons ON DELETE CASCADE)"
	" WITHOUT ROWID;"
	"CREATE TABLE depths ("
	" record_id INTEGER NOT NULL, reason INTEGER NOT NULL,"
	" depth TEXT NOT NULL, vmm INTEGER NOT NULL, exits INTEGER NOT NULL,"
	" PRIMARY KEY (record_id, reason, depth),"
	" FOREIGN KEY (record_id, reason) REFERENCES reasons ON DELETE CASCADE)"
	" WITHOUT ROWID;"
	"CREATE TABLE vcpus ("
	" record_id INTEGER NOT NULL REFERENCES records ON DELETE CASCADE,"
	" vcpu INTEGER, reason INTEGER NOT NULL, name TEXT NOT NULL,"
	" exits INTEGER NOT NULL, kernel_cycles INTEGER NOT NULL,"
	" user_cycles INTEGER NOT NULL, blocked_cycles INTEGER NOT NULL,"
	" away_cycles INTEGER NOT NULL, UNIQUE (record_id, vcpu, reason));"
	"CREATE TABLE phases ("
	" record_id INTEGER NOT NULL REFERENCES records ON DELETE CASCADE,"
	" number INTEGER NOT NULL, name TEXT NOT NULL, cycles INTEGER NOT NULL,"
	" exits INTEGER NOT NULL, kernel_cycles INTEGER NOT NULL,"
	" user_cycles INTEGER NOT NULL, blocked_cycles INTEGER NOT NULL,"
	" away_cycles INTEGER NOT NULL,"
	" PRIMARY KEY (record_id, number)) WITHOUT ROWID;";

const char *const database_insert[INSERTS] = {
	[RUN] = "INSERT INTO runs (name, started_utc, wall_seconds, rig, vendor,"
		" emulated, machine, kernel, git, command, repetitions,"
		" warmup_repetitions, cycles_unit, cycles_note, damaged_lines,"
		" meta_json, records_crc32, records_bytes) VALUES"
		" (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
		" ON CONFLICT DO NOTHING",
	[RECORD] = "INSERT INTO records (run_id, line, paging, machine, kernel,"
		" workload, params_json, repetition, operation, operations,"
		" elapsed_cycles, exits, kernel_cycles, user_cycles,"
		" blocked_cycles, away_cycles, status, error, lost) VALUES"
		" (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[REASON] = "INSERT INTO reasons VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[BUCKET] = "INSERT INTO histograms VALUES (?, ?, ?, ?, ?)",
	[DEPTH] = "INSERT INTO depths VALUES (?, ?, ?, ?, ?)",
	[VCPU] = "INSERT INTO vcpus VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[PHASE] = "INSERT INTO phases VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
};
