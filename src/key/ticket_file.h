/* SPDX-License-Identifier: MIT */
/*
 * The session ticket keys, shared by all key processes of the machine: a file
 * in the --run folder (a RAM file system), mode 0600, created by the first of
 * them.
 *
 * A key seals tickets for TICKET_FILE_MS and opens them for the same time
 * again; the next process after that deletes it, and recorded sessions can no
 * longer be decrypted.
 */
#ifndef KEY_TICKET_FILE_H
#define KEY_TICKET_FILE_H

#include <stdint.h>

#include "base/err.h"
#include "tls/ticket.h"
#include "wrap/ticket_life.h"

enum {
	TICKET_FILE_MS = TICKET_KEY_S * 1000,
	TICKET_FILE_KEYS = 2	/* the current and the previous one */
};

/*
 * Reads the keys in FOLDER at NOW_MS on the monotonic clock, first creating or
 * rotating them if due.  -1: there are none; E has the reason, or is clear if
 * another process is just creating them or the folder is missing (limits.c
 * reports that).  Takes 7 system calls.
 */
int ticket_file_read(const char *folder, int64_t now_ms,
    struct ticket_key keys[TICKET_FILE_KEYS], struct err *e);

#endif
