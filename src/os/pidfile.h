/* SPDX-License-Identifier: MIT */
/* A file with the id of a process, for scripts that stop it. */
#ifndef OS_PIDFILE_H
#define OS_PIDFILE_H

#include "base/err.h"

/*
 * Writes this process's id into file PATH.  An old pid file is replaced; any
 * other file is refused and left alone.
 */
int pidfile_write(const char *path, struct err *e);

/* Removes PATH if it holds this process's id. */
void pidfile_remove(const char *path);

#endif
