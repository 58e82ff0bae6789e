/* SPDX-License-Identifier: MIT */
/*
 * The file name for the server name that a client sends (RFC 6066, 3).  The
 * client may send any bytes; only a host name is accepted.
 */
#ifndef KEY_SNI_H
#define KEY_SNI_H

#include <stdbool.h>
#include <stddef.h>

enum {
	SNI_STEM_MAX = 240	/* bytes, with the NUL; NAME_MAX is 255 */
};

/*
 * Writes the stem of the file for the LEN bytes at NAME, which may be any
 * bytes: the host name in lower case without a trailing dot; if WILD, with "_"
 * in place of its first label.  The stem consists of letters, digits, hyphens,
 * underscores and single dots, never starts with a dot, starts with "_." only
 * if WILD, and is never an address.  -1: not a host name, or too long.
 */
int sni_stem(const void *name, size_t len, bool wild,
    char stem[SNI_STEM_MAX]);

#endif
