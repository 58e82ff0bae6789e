/* SPDX-License-Identifier: MIT */
/*
 * The keys of session tickets, shared by all key processes of the machine: a
 * file in the folder of --run, on memory, 0600, made by the first of them.
 *
 * A key seals for TICKET_FILE_MS and opens for as long again; whoever comes
 * after that drops it, and with it goes the way back into what was recorded of
 * the sessions.
 */
#ifndef KEY_TICKET_FILE_H
#define KEY_TICKET_FILE_H

#include <stdint.h>

#include "base/err.h"
#include "tls/ticket.h"
#include "wrap/ticket_life.h"

enum {
	TICKET_FILE_MS = TICKET_KEY_S * 1000,
	TICKET_FILE_KEYS = 2	/* the one that seals, and the one before */
};

/*
 * Reads the keys in FOLDER at NOW_MS of the monotonic clock, after it has made
 * them or a new one where that is due.  -1: there are none; E says why, or is
 * clear when another process is about to make them, or there is no such
 * folder, which limits.c says.  Takes 7 system calls.
 */
int ticket_file_read(const char *folder, int64_t now_ms,
    struct ticket_key keys[TICKET_FILE_KEYS], struct err *e);

#endif
