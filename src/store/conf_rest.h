/* SPDX-License-Identifier: MIT */
/* What can be read of a damaged configuration, where waiting for its owner
 * would be worse. */
#ifndef STORE_CONF_REST_H
#define STORE_CONF_REST_H

#include "store/conf.h"

/*
 * As conf_read(), but each line that it refuses counts as missing.  -1: E has
 * what conf_read() says; C can be used all the same.
 */
int conf_read_rest(const char *path, struct conf *c, struct err *e);

#endif
