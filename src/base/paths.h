/* SPDX-License-Identifier: MIT */
/*
 * Default paths, used unless an option or thimble.conf(5) gives another.  They
 * are set by SYSCONFDIR, RUNSTATEDIR and EMPTYDIR of the Makefile; `make
 * install` refuses values other than those of the build.
 */
#ifndef BASE_PATHS_H
#define BASE_PATHS_H

#ifndef THIMBLE_SYSCONFDIR
#define THIMBLE_SYSCONFDIR "/etc"
#endif
#ifndef THIMBLE_RUNSTATEDIR
#define THIMBLE_RUNSTATEDIR "/run"
#endif
#ifndef THIMBLE_EMPTYDIR
#define THIMBLE_EMPTYDIR "/var/empty"
#endif

/* The configuration, keys and certificates. */
#define PATHS_CONF THIMBLE_SYSCONFDIR "/thimble"
/* Connection counts and session ticket keys. */
#define PATHS_RUN THIMBLE_RUNSTATEDIR "/thimble"
/* The root directory of the network process. */
#define PATHS_JAIL THIMBLE_EMPTYDIR

#endif
