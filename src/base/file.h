/* SPDX-License-Identifier: MIT */
/* Reading small files whole. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stddef.h>
#include <sys/stat.h>

#include "base/err.h"

/*
 * Reads the regular file PATH into BUF of CAP bytes and appends a NUL, which
 * *LEN does not count.  Never hangs on a FIFO.  A folder, a device and a file
 * that does not fit are errors; for the last one errno is EFBIG, and BUF holds
 * its first bytes.  ST, unless NULL, gets the fstat(2) data of the file.  The
 * last component of PATH may be a symlink only if FOLLOW is not 0.
 */
int file_read(const char *path, int follow, char *buf, size_t cap,
    size_t *len, struct stat *st, struct err *e);

/*
 * Reads FD to its end in the same way, which may block.  NAME is for E; FD
 * stays open.
 */
int file_rest(int fd, const char *name, char *buf, size_t cap, size_t *len,
    struct err *e);

#endif
