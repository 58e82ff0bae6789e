/* SPDX-License-Identifier: MIT */
/* The page's password: stored, checked, and what a damaged file is. */
#include "web/secret.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/unit.h"
#include "tls/pbes2.h"

static struct err e;

static void
write_file(const char *text, mode_t mode)
{
	int fd = open(SECRET_FILE, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	CHECK(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	CHECK(fchmod(fd, mode) == 0);
	(void)close(fd);
}

static int
check(const char *pass)
{
	err_clear(&e);
	return secret_check(pass, &e);
}

/* RFC 7914, 11. */
static void
vector(void)
{
	static const uint8_t want[PBES2_KEY] = {
		0x55, 0xac, 0x04, 0x6e, 0x56, 0xe3, 0x08, 0x9f, 0xec, 0x16,
		0x91, 0xc2, 0x25, 0x44, 0xb6, 0x05, 0xf9, 0x41, 0x85, 0x21,
		0x6d, 0xde, 0x04, 0x65, 0xe6, 0x8b, 0x9d, 0x57, 0xc2, 0x0d,
		0xac, 0xbc
	};
	uint8_t key[PBES2_KEY];

	CHECK(pbes2_derive("passwd", (const uint8_t *)"salt", 4, 1, key) == 0);
	CHECK_MEM(key, sizeof key, want, sizeof want);
}

static void
stored(void)
{
	char pass[SECRET_MAX + 1], other[SECRET_MAX + 1];
	struct stat st;

	err_clear(&e);
	CHECK(secret_first(pass, &e) == 0);
	CHECK(check("x") == 0);
	CHECK(secret_renew(pass, &e) == 0);
	CHECK_INT(strlen(pass), 19);
	CHECK(stat(SECRET_FILE, &st) == 0 && (st.st_mode & 0777) == 0600);
	CHECK(check(pass) == 1);
	CHECK(check("") == 0);
	CHECK(check("wrong") == 0);
	pass[0] ^= 1;
	CHECK(check(pass) == 0);
	pass[0] ^= 1;
	CHECK(secret_first(other, &e) == 1);
	CHECK_STR(other, pass);
	CHECK(secret_renew(other, &e) == 0);
	CHECK(strcmp(other, pass) != 0);
	CHECK(check(pass) == 0);
	CHECK(secret_set("correct horse", &e) == 0);
	CHECK(secret_first(other, &e) == 0);
	CHECK(check("correct horse") == 1);
	CHECK(check("correct horse ") == 0);
	CHECK(secret_set("1234567", &e) < 0);
	CHECK(check("correct horse") == 1);
}

static void
damaged(void)
{
	static const char *const rows[] = {
		"", "x", "pbkdf2-sha256 ", "pbkdf2-sha256 0 0 0\n",
		"pbkdf2-sha256 1 00000000000000000000000000000000 00\n",
		"pbkdf2-sha256 9999999 00000000000000000000000000000000 "
		"00000000000000000000000000000000000000000000000000000000000000"
		"00\n",
		"pbkdf2-sha256 1 0000000000000000000000000000000g "
		"00000000000000000000000000000000000000000000000000000000000000"
		"00\n"
	};
	char pass[SECRET_MAX + 1];
	unsigned i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		write_file(rows[i], 0600);
		CHECK(check("x") < 0 && e.text[0] != '\0');
	}
	write_file("pbkdf2-sha256 1 00\n", 0644);
	CHECK(check("x") < 0);
	err_clear(&e);
	CHECK(secret_first(pass, &e) < 0);
}

int
main(void)
{
	char longest[SECRET_MAX + 2];

	if (!CHECK(chdir(getenv("TMP")) == 0))
		return unit_done();
	vector();
	stored();
	memset(longest, 'x', sizeof longest);
	longest[SECRET_MAX + 1] = '\0';
	err_clear(&e);
	CHECK(secret_set(longest, &e) < 0);
	CHECK(check(longest) == 0);
	longest[SECRET_MAX] = '\0';
	err_clear(&e);
	CHECK(secret_set(longest, &e) == 0);
	CHECK(check(longest) == 1);
	damaged();
	return unit_done();
}
