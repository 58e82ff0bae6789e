/* SPDX-License-Identifier: MIT */
/* Folders: see dir.h and getdents64(2). */
#define _GNU_SOURCE
#include "os/dir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* struct linux_dirent64, as the kernel writes it. */
struct entry {
	uint64_t inode;
	int64_t next;
	uint16_t len;		/* of the whole entry */
	uint8_t type;
	char name[];
};

/*
 * Whether NAME sorts after AFTER and before BEST, the best so far ("": none).
 */
static bool
is_better(const char *name, const char *after, const char *best)
{
	return name[0] != '.' && strlen(name) < DIR_NAME_MAX &&
	    strcmp(name, after) > 0 &&
	    (best[0] == '\0' || strcmp(name, best) < 0);
}

int
dir_next(int fd, const char *after, char name[DIR_NAME_MAX])
{
	_Alignas(struct entry) char room[1024];
	char best[DIR_NAME_MAX] = "";
	const struct entry *entry;
	long n, at;

	if (lseek(fd, 0, SEEK_SET) < 0)
		return -1;
	while ((n = syscall(SYS_getdents64, fd, room, sizeof room)) > 0)
		for (at = 0; at < n; at += entry->len) {
			entry = (const void *)(room + at);
			if (is_better(entry->name, after, best))
				memcpy(best, entry->name,
				    strlen(entry->name) + 1);
		}
	if (n < 0)
		return -1;
	memcpy(name, best, sizeof best);
	return best[0] != '\0';
}

bool
dir_is_empty(int fd)
{
	_Alignas(struct entry) char room[1024];
	const struct entry *entry;
	long n, at;

	while ((n = syscall(SYS_getdents64, fd, room, sizeof room)) > 0)
		for (at = 0; at < n; at += entry->len) {
			entry = (const void *)(room + at);
			if (strcmp(entry->name, ".") != 0 &&
			    strcmp(entry->name, "..") != 0)
				return false;
		}
	return n == 0;
}

int
dir_own(const char *path, struct err *e)
{
	enum { HOW = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC };
	struct stat st;
	int fd;

	fd = open(path, HOW);
	if (fd < 0 && errno == ENOENT && (mkdir(path, 0700) == 0 ||
	    errno == EEXIST))
		fd = open(path, HOW);
	if (fd < 0)
		return err_set(e, "open the folder", path, errno);
	if (fstat(fd, &st) < 0) {
		err_set(e, "open the folder", path, errno);
		goto out;
	}
	if (st.st_uid != geteuid() ||
	    (st.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
		err_why(e, "folder", path, "must belong to this user and "
		    "not be writable by others");
		goto out;
	}
	return fd;
out:
	(void)close(fd);
	return -1;
}
