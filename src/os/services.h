/* SPDX-License-Identifier: MIT */
/*
 * Ports by name, from a file in the format of services(5). musl's
 * getservbyname(3) pulls in its resolver's tables and stdio.
 */
#ifndef OS_SERVICES_H
#define OS_SERVICES_H

#include <stdint.h>

#include "base/err.h"

/*
 * Looks up the TCP port with name or alias NAME in file PATH: its number, or
 * -1.
 */
long services_port(const char *path, const char *name);

/*
 * Looks up PORT, digits or a name in /etc/services, and stores its number.
 * TEXT is the whole argument, for E.  -1: E has the reason.
 */
int services_resolve(const char *port, const char *text, uint16_t *number,
    struct err *e);

#endif
