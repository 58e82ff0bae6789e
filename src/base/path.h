/* SPDX-License-Identifier: MIT */
/* Paths taken apart. */
#ifndef BASE_PATH_H
#define BASE_PATH_H

/* The part of PATH after its last slash; all of it without one. */
const char *path_base(const char *path);

#endif
