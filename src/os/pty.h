/* SPDX-License-Identifier: MIT */
/* A pseudo-terminal: see pty(7). */
#ifndef OS_PTY_H
#define OS_PTY_H

/*
 * Opens one with the kernel's default settings (line mode, echo) and no size:
 * fd[0] is its master, which never blocks, fd[1] the terminal.  Both are closed
 * on exec.  -1: errno. posix_openpt(3) and its relatives pull in printf(3).
 */
int pty_open(int fd[2]);

/*
 * Makes TTY the controlling terminal of this process, in a session of its own,
 * so that it is hung up (SIGHUP) when the master is closed.  -1: errno.
 */
int pty_control(int tty);

#endif
