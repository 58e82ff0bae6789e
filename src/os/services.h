/* SPDX-License-Identifier: MIT */
/*
 * Ports by name, from a file in the form of services(5).  getservbyname(3)
 * of musl brings its resolver's tables and stdio along.
 */
#ifndef OS_SERVICES_H
#define OS_SERVICES_H

#include <stdint.h>

#include "base/err.h"

/*
 * Looks for the TCP port of NAME, or of one of its aliases, in the file PATH:
 * its number, or -1.
 */
long services_port(const char *path, const char *name);

/*
 * The number *PORT of what stands for a port in TEXT: digits, or a name in
 * /etc/services.  -1: E, about TEXT.
 */
int services_resolve(const char *port, const char *text, uint16_t *number,
    struct err *e);

#endif
