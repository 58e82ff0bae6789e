/* SPDX-License-Identifier: MIT */
/*
 * User and group ids by name, from files in the format of passwd(5) and
 * group(5). getpwnam(3) of a static musl reads just these too, but allocates
 * and pulls in stdio.
 */
#ifndef OS_IDS_H
#define OS_IDS_H

/*
 * Looks NAME up in file PATH and stores the numbers in its third and fourth
 * fields in IDS.  In passwd(5) these are user and group; in group(5) the third
 * is the group, and IDS[1] is left unchanged.  -1: not there.
 */
int ids_find(const char *path, const char *name, unsigned long ids[2]);

#endif
