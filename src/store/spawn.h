/* SPDX-License-Identifier: MIT */
/* Starting another program and waiting for its end. */
#ifndef STORE_SPAWN_H
#define STORE_SPAWN_H

#include <stdint.h>

/*
 * Starts PROG, a path, in a session of its own: in folder FOLDER (-1: the
 * current one), with exactly ARGV and ENVP, IN as its standard input (-1: an
 * empty one), OUT as its output and errors, and none of our other descriptors.
 * Its process id; -1: errno.
 */
int spawn(int folder, const char *prog, char *const argv[],
    char *const envp[], int in, int out);

/*
 * Waits for PID until UNTIL_MS on the monotonic clock: 0 and *STATUS of
 * wait(2); -1: it ran longer, and its session was killed.
 */
int spawn_wait(int pid, int64_t until_ms, int *status);

/* Its environment, unless it needs more: a fixed PATH. */
extern char *const spawn_env[];

#endif
