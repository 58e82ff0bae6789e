/* SPDX-License-Identifier: MIT */
/* Complete writes to a descriptor. */
#ifndef BASE_IO_H
#define BASE_IO_H

#include <stddef.h>

/* Writes all LEN bytes, despite signals; -1: errno. */
int io_write(int fd, const void *buf, size_t len);

/* Writes TEXT, ignoring errors: for output that only people read. */
void io_say(int fd, const char *text);

#endif
