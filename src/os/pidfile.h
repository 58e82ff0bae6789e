/* SPDX-License-Identifier: MIT */
/* A file that holds the number of a process, for those who stop it. */
#ifndef OS_PIDFILE_H
#define OS_PIDFILE_H

#include "base/err.h"

/*
 * Writes this process's number into the file PATH.  An old one is replaced;
 * a file that is no pid file is refused and stays.
 */
int pidfile_write(const char *path, struct err *e);

/* Removes PATH if it holds this process's number. */
void pidfile_remove(const char *path);

#endif
