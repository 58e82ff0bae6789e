/* SPDX-License-Identifier: MIT */
/* The ids that exist in this user namespace (user_namespaces(7)). */
#ifndef OS_IDMAP_H
#define OS_IDMAP_H

#include <stdbool.h>

#define IDMAP_USERS "/proc/self/uid_map"
#define IDMAP_GROUPS "/proc/self/gid_map"

/*
 * Whether one line of the file PATH maps all ids from FIRST to LAST; true if
 * there is no such file.  Three system calls.
 */
bool idmap_has(const char *path, unsigned long first, unsigned long last);

#endif
