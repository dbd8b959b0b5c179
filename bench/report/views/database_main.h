/* SPDX-License-Identifier: GPL-2.0 */
/* exitbench database: adds runs to an SQLite database. */
#ifndef EXITBENCH_DATABASE_MAIN_H
#define EXITBENCH_DATABASE_MAIN_H

int main_database(int argc, char **argv);

#endif
