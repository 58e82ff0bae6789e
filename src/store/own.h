/* SPDX-License-Identifier: MIT */
/*
 * The device's own pair: own.pem beside a server.pem that a person or a CA
 * installed, own-also.pem beside such a server-also.pem.  `ensure` makes and
 * renews it as if it served, so that it can come back at any time with the
 * same key.  While the device's own pair serves, there is no second copy of it.
 *
 * All of this is done under the lock.
 */
#ifndef STORE_OWN_H
#define STORE_OWN_H

#include <stdbool.h>

#include "base/err.h"

/*
 * Keeps file FROM, which is about to lose its place, as the own pair: a second
 * name of it, or a copy where the file system has no links.  1: done; 0: there
 * is no such file, or it is not ours; -1: E.
 */
int own_keep(const char *from, bool second, struct err *e);

/* Undoes own_keep(), whose file has kept its place after all. */
void own_drop(bool second);

/*
 * Puts the own pair in its place; what was there stays as .prev, or as .bad if
 * BAD.  1: done; 0: there is none; -1: E.  Judges nothing.
 */
int own_move(bool second, bool bad, struct err *e);

/*
 * Takes a server-also.pem of ours out of service; it stays as own-also.pem if
 * WANTED, because it will serve again, or else as server-also.pem.prev.  1:
 * done, and SAY was told; 0: there is none, or it was installed by hand; -1: E.
 */
int own_second_aside(bool wanted, void (*say)(const char *line),
    struct err *e);

#endif
