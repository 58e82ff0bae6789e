/* SPDX-License-Identifier: MIT */
/*
 * Exit statuses: the interface to scripts (values of sysexits.h where there are
 * any).  Documented in thimble(8) and thimble-cert(8), tested in tests/cmd.
 */
#ifndef BASE_EXIT_H
#define BASE_EXIT_H

enum exit_status {
	EXIT_GOOD = 0,		/* changed, or checked and good */
	EXIT_FAILED = 1,	/* failed; nothing was lost */
	EXIT_NOTHING = 2,	/* nothing to do */
	EXIT_USAGE = 64,	/* usage error */
	EXIT_LATER = 75,	/* no entropy, no clock or no lock yet: retry */
	EXIT_NOEXEC = 127	/* the backend could not be started */
};

#endif
