/* SPDX-License-Identifier: MIT */
/* Changing keys of the configuration file for a person at a page. */
#ifndef STORE_CONF_EDIT_H
#define STORE_CONF_EDIT_H

#include "store/conf.h"

/*
 * Puts N words of the form KEY=VALUE, any bytes, in place of all lines of these
 * keys in the file thimble.conf of the current folder; an empty value only
 * removes them.  Only keys that begin with START.  Lines without any known key
 * go, too: nothing depends on them, and the file as it was stays as
 * thimble.conf.bad.  1: changed, and read into C, where NEED is as in
 * conf_need(); 0: it says so already; -1: E names the word.
 */
int conf_edit(char *const *words, int n, const char *start, unsigned need,
    struct conf *c, struct err *e);

/*
 * Reads C, which came from PATH, anew after another run may have changed it,
 * which commands do if the file is in the current folder, C's own.  NEED is as
 * in conf_need().  -1: E.
 */
int conf_again(const char *path, unsigned need, struct conf *c,
    struct err *e);

#endif
