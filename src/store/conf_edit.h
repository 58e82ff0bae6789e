/* SPDX-License-Identifier: MIT */
/* Changing keys of the configuration file for a person at a page. */
#ifndef STORE_CONF_EDIT_H
#define STORE_CONF_EDIT_H

#include "store/conf.h"

/*
 * Puts N words of the form KEY=VALUE, any bytes, in place of all lines of these
 * keys in the file thimble.conf of the current folder; an empty value only
 * removes them.  Only keys that begin with START.  1: changed, and read into C;
 * 0: it says so already; -1: E names the word.
 */
int conf_edit(char *const *words, int n, const char *start, struct conf *c,
    struct err *e);

/*
 * Reads C, which came from PATH, anew after another run may have changed it,
 * which commands do if the file is in the current folder, C's own.  -1: E.
 */
int conf_again(const char *path, struct conf *c, struct err *e);

#endif
