/* SPDX-License-Identifier: MIT */
/* Reading small files whole. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stddef.h>
#include <sys/stat.h>

#include "base/err.h"

/*
 * Reads the regular file PATH into BUF of CAP bytes and puts a NUL behind it;
 * *LEN is without the NUL.  Never hangs on a FIFO; a folder, device or a file
 * that does not fit is an error; for that last one errno is EFBIG and BUF full
 * of its first bytes.  ST, unless NULL, gets what fstat(2) said
 * of the file that was read.  The file's final name may be a symlink only
 * when FOLLOW is not 0.
 */
int file_read(const char *path, int follow, char *buf, size_t cap,
    size_t *len, struct stat *st, struct err *e);

/*
 * Reads FD to its end, which may block, in the same way; NAME is for E, and FD
 * stays open.
 */
int file_rest(int fd, const char *name, char *buf, size_t cap, size_t *len,
    struct err *e);

#endif
