/* SPDX-License-Identifier: MIT */
/* The file of ticket keys: made once, turned in time, never shared. */
#define _GNU_SOURCE
#include "key/ticket_file.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/unit.h"

enum { START_MS = 1000, MANY = 40 };

static char folder[600], path[640];

static int
read_at(int64_t now_ms, struct ticket_key keys[TICKET_FILE_KEYS])
{
	struct err e;
	int rc;

	err_clear(&e);
	rc = ticket_file_read(folder, now_ms, keys, &e);
	CHECK_STR(e.text, "");
	return rc;
}

/* Whether they are in the file. */
static bool
has_bytes(const void *bytes, size_t len)
{
	char file[4096];
	int fd = open(path, O_RDONLY);
	ssize_t n = read(fd, file, sizeof file);

	CHECK(n > 0);
	(void)close(fd);
	return n > 0 && memmem(file, (size_t)n, bytes, len) != NULL;
}

static void
check_same(const struct ticket_key *a, const struct ticket_key *b)
{
	CHECK_MEM(a, sizeof *a, b, sizeof *b);
}

static void
test_turning(void)
{
	struct ticket_key a[2], b[2], c[2];
	struct stat st;

	CHECK_INT(read_at(START_MS, a), 0);
	CHECK_INT(a[0].made_ms, START_MS);
	CHECK_INT(a[1].made_ms, 0);
	CHECK(stat(path, &st) == 0 && (st.st_mode & 07777) == 0600 &&
	    st.st_nlink == 1);
	CHECK(stat(folder, &st) == 0 && (st.st_mode & 07777) == 0700);
	CHECK_INT(read_at(START_MS + TICKET_FILE_MS - 1, b), 0);
	check_same(&a[0], &b[0]);
	CHECK_INT(read_at(START_MS + TICKET_FILE_MS, b), 0);
	CHECK_INT(b[0].made_ms, START_MS + TICKET_FILE_MS);
	CHECK(memcmp(a[0].key, b[0].key, sizeof a[0].key) != 0);
	check_same(&a[0], &b[1]);
	CHECK_INT(read_at(START_MS + 3 * (int64_t)TICKET_FILE_MS - 1, c), 0);
	check_same(&b[0], &c[1]);
	/* Nobody came for so long that the one before opens nothing more. */
	CHECK_INT(read_at(START_MS + 7 * (int64_t)TICKET_FILE_MS, b), 0);
	CHECK(memcmp(b[0].key, c[0].key, sizeof b[0].key) != 0);
	CHECK_INT(b[1].made_ms, 0);
	CHECK(!has_bytes(c[0].key, sizeof c[0].key));
	/* One that looked at the clock before another made the key. */
	CHECK_INT(read_at(b[0].made_ms - 1, a), 0);
	check_same(&b[0], &a[0]);
	check_same(&b[1], &a[1]);
	/* The clock of another boot. */
	CHECK_INT(read_at(5, a), 0);
	CHECK_INT(a[0].made_ms, 5);
	CHECK_INT(a[1].made_ms, 0);
}

/* While another makes a new key, the old one goes on until it is over. */
static void
test_lock(void)
{
	struct ticket_key a[2], b[2];
	int fd = open(folder, O_RDONLY | O_DIRECTORY);

	CHECK_INT(read_at(START_MS, a), 0);
	CHECK_INT(flock(fd, LOCK_EX), 0);
	CHECK_INT(read_at(START_MS + TICKET_FILE_MS, b), 0);
	check_same(&a[0], &b[0]);
	CHECK_INT(read_at(a[0].made_ms + 2 * TICKET_FILE_MS - 1, b), 0);
	check_same(&a[0], &b[0]);
	CHECK_INT(read_at(a[0].made_ms + 2 * TICKET_FILE_MS, b), -1);
	CHECK_INT(unlink(path), 0);
	CHECK_INT(read_at(START_MS, b), -1);
	(void)close(fd);
	CHECK_INT(read_at(START_MS, b), 0);
	CHECK(memcmp(a[0].key, b[0].key, sizeof a[0].key) != 0);
}

static void
test_many(void)
{
	struct ticket_key mine[2], theirs[2];
	int p[2], i, good = 0;

	CHECK_INT(unlink(path), 0);
	CHECK_INT(pipe(p), 0);
	(void)fflush(stdout);
	for (i = 0; i < MANY; i++) {
		if (fork() != 0)
			continue;
		memset(mine, 0, sizeof mine);
		(void)read_at(START_MS, mine);
		_exit(write(p[1], mine, sizeof mine) !=
		    (ssize_t)sizeof mine);
	}
	/* One of them has the lock, and may have to wait for a CPU. */
	for (i = 0; i < 1000 && read_at(START_MS, mine) < 0; i++)
		(void)poll(NULL, 0, 5);
	CHECK(i < 1000);
	for (i = 0; i < MANY; i++) {
		CHECK_INT(read(p[0], theirs, sizeof theirs), sizeof theirs);
		/* None, because one was just making them; else the same. */
		if (theirs[0].made_ms == 0)
			continue;
		good++;
		check_same(&mine[0], &theirs[0]);
	}
	CHECK(good > 0);
	while (wait(NULL) > 0)
		;
	(void)close(p[0]);
	(void)close(p[1]);
}

static void
write_file(size_t len, mode_t mode)
{
	static const char zeros[200];
	int fd;

	(void)unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	CHECK_INT(write(fd, zeros, len), len);
	CHECK_INT(fchmod(fd, mode), 0);
	(void)close(fd);
}

static void
check_refused(const char *want)
{
	struct ticket_key k[2];
	struct err e;

	err_clear(&e);
	CHECK_INT(ticket_file_read(folder, START_MS, k, &e), -1);
	if (strstr(e.text, want) == NULL)
		CHECK_STR(e.text, want);
}

static void
test_files(void)
{
	static const size_t torn[] = { 0, 1, 50, 103, 104, 105, 200 };
	struct ticket_key k[2];
	size_t i;

	for (i = 0; i < sizeof torn / sizeof torn[0]; i++) {
		write_file(torn[i], 0600);
		CHECK_INT(read_at(START_MS, k), 0);
		CHECK_INT(k[0].made_ms, START_MS);
		CHECK_INT(k[1].made_ms, 0);
	}
	write_file(104, 0640);
	check_refused("not private to this user");
	write_file(104, 0602);
	check_refused("not private to this user");
	CHECK(unlink(path) == 0 && symlink("elsewhere", path) == 0);
	check_refused("open session ticket keys tickets");
	CHECK(unlink(path) == 0 && mkfifo(path, 0600) == 0);
	check_refused("not private to this user");
	CHECK(unlink(path) == 0 && mkdir(path, 0700) == 0);
	check_refused("not private to this user");
	CHECK_INT(rmdir(path), 0);
	/* What a run that was cut off left is no hindrance. */
	(void)snprintf(path, sizeof path, "%s/.tickets.new", folder);
	write_file(3, 0600);
	CHECK_INT(read_at(START_MS, k), 0);
	CHECK(access(path, F_OK) < 0);
	/* No folder: limits.c has said that. */
	CHECK_INT(chmod(folder, 0777), 0);
	CHECK_INT(read_at(START_MS, k), -1);
	(void)snprintf(folder, sizeof folder, "/nowhere/at/all");
	CHECK_INT(read_at(START_MS, k), -1);
}

int
main(void)
{
	const char *tmp = getenv("TMP");

	(void)snprintf(folder, sizeof folder, "%s/run",
	    tmp == NULL ? "." : tmp);
	(void)snprintf(path, sizeof path, "%s/tickets", folder);
	test_turning();
	test_lock();
	test_many();
	test_files();
	return unit_done();
}
