/* SPDX-License-Identifier: MIT */
/*
 * User and group numbers by name, from files in the form of passwd(5) and
 * group(5).  getpwnam(3) of a static musl reads no more than these either,
 * but allocates and brings stdio along.
 */
#ifndef OS_IDS_H
#define OS_IDS_H

/*
 * Looks NAME up in the file PATH and puts the numbers of its third and fourth
 * field into IDS (passwd(5): user and group; group(5): the group, and
 * whatever it has fourth leaves IDS[1] alone).  -1: not there.
 */
int ids_find(const char *path, const char *name, unsigned long ids[2]);

#endif
