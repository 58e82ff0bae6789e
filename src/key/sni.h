/* SPDX-License-Identifier: MIT */
/*
 * From the server name that a client asks for (RFC 6066, 3) to the name of a
 * file.  The client may write what it likes; only a host name gets through.
 */
#ifndef KEY_SNI_H
#define KEY_SNI_H

#include <stdbool.h>
#include <stddef.h>

enum {
	SNI_STEM_MAX = 240	/* bytes, and a NUL; a file's name has 255 */
};

/*
 * Writes the stem of the file for the LEN bytes at NAME, any bytes: the host
 * name in lower case, without a dot at its end; WILD: with "_" for its first
 * label.  It holds letters, digits, hyphens, underscores and single dots,
 * never starts with a dot, nor with "_." unless it is WILD, and is no address.
 * -1: it is no such name, or too long.
 */
int sni_stem(const void *name, size_t len, bool wild,
    char stem[SNI_STEM_MAX]);

#endif
