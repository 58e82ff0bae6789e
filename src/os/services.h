/* SPDX-License-Identifier: MIT */
/*
 * Ports by name, from a file in the form of services(5).  getservbyname(3)
 * of musl brings its resolver's tables and stdio along.
 */
#ifndef OS_SERVICES_H
#define OS_SERVICES_H

/*
 * Looks for the TCP port of NAME, or of one of its aliases, in the file PATH:
 * its number, or -1.
 */
long services_port(const char *path, const char *name);

#endif
