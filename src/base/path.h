/* SPDX-License-Identifier: MIT */
/* Parts of paths. */
#ifndef BASE_PATH_H
#define BASE_PATH_H

/* The part of PATH after its last slash, or all of it. */
const char *path_base(const char *path);

#endif
