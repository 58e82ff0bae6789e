/* SPDX-License-Identifier: MIT */
/*
 * Text built piece by piece in the caller's buffer.  It always ends in a NUL;
 * text that does not fit is cut off, and `cut` is set.  This is all the
 * formatting in the program: printf(3) would cost 8 KB of flash, and a format
 * string is one more thing to get wrong.
 */
#ifndef BASE_SBUF_H
#define BASE_SBUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sbuf {
	char *buf;		/* owned by the caller */
	size_t cap;		/* size of buf in bytes, NUL included */
	size_t len;		/* bytes of text so far */
	bool cut;		/* something did not fit */
};

/* Initializes an empty text in BUF of CAP bytes (at least 1). */
void sbuf_init(struct sbuf *s, char *buf, size_t cap);

/* Add a string, LEN bytes unchanged, a character. */
void sbuf_str(struct sbuf *s, const char *text);
void sbuf_mem(struct sbuf *s, const void *bytes, size_t len);
void sbuf_char(struct sbuf *s, char c);

/* Add a number in decimal; the second pads with zeros to WIDTH digits. */
void sbuf_dec(struct sbuf *s, uint64_t v);
void sbuf_dec0(struct sbuf *s, uint64_t v, unsigned width);

/* Adds LEN bytes as lower-case hex, SEP ('\0': none) between the bytes. */
void sbuf_hex(struct sbuf *s, const void *bytes, size_t len, char sep);

/* Adds LEN bytes as base64 in one line (RFC 4648, 4). */
void sbuf_base64(struct sbuf *s, const void *bytes, size_t len);

/*
 * Adds LEN untrusted bytes: printable ASCII unchanged, all else as '?', so that
 * no log line can be broken or forged.
 */
void sbuf_shown(struct sbuf *s, const void *bytes, size_t len);

#endif
