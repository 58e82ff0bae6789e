/* SPDX-License-Identifier: MIT */
/*
 * The system calls that the network process may still make once it has
 * dropped its privileges.  board.mk chooses sandbox_seccomp.c, or
 * sandbox_none.c for kernels and architectures without filters.
 */
#ifndef OS_SANDBOX_H
#define OS_SANDBOX_H

/*
 * Allows what relaying bytes needs: read, write, send, receive, poll, shut,
 * close, give memory back, ask for time and randomness, wait for the child,
 * exit.  Anything else ends the process.  Descriptors are received on PASSING
 * only (recvmsg(2)); -1: on none.  Wants no_new_privs to be set.
 * Returns 1 when the filter is in force, 0 when this kernel has none, -1 and
 * errno when it refused.
 */
int sandbox_enter(int passing);

#endif
