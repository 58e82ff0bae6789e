/* SPDX-License-Identifier: MIT */
/* Whole writes to a descriptor. */
#ifndef BASE_IO_H
#define BASE_IO_H

#include <stddef.h>

/* Writes all LEN bytes, whatever signals come; -1: errno. */
int io_write(int fd, const void *buf, size_t len);

/* Writes TEXT; for what people read, where a failure changes nothing. */
void io_say(int fd, const char *text);

#endif
