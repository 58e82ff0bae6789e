/* SPDX-License-Identifier: MIT */
/*
 * Addresses by name, from a file in the form of hosts(5).  No name server is
 * ever asked: a resolver would be more code than the rest of the relay, and
 * whoever answers for it could send plain text elsewhere.
 */
#ifndef OS_HOSTS_H
#define OS_HOSTS_H

#include <stdint.h>

/*
 * The address of NAME, or of one of its aliases, in the file PATH, an IPv4
 * one if there is any: 4 or 16, the bytes of IP, or 0 when it is not there.
 */
int hosts_find(const char *path, const char *name, uint8_t ip[16]);

#endif
