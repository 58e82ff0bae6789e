/* SPDX-License-Identifier: MIT */
/* The page's password: see secret.h. */
#include "web/secret.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/apart.h"
#include "base/install.h"
#include "base/num.h"
#include "base/rng.h"
#include "base/sbuf.h"
#include "base/wipe.h"
#include "store/files.h"
#include "tls/pbes2.h"

#define KIND "pbkdf2-sha256 "
#define FIRST "first "
#define DAMAGED "damaged; the console shows a new password when the " \
	"device is started again, or after: thimble-web password"

enum {
	SALT = 16,
	ROUNDS_MAX = 1000000,
	TEXT_MAX = 400,
	WORD = 4, N_WORDS = 4	/* of five bits a letter */
};

struct hash {
	unsigned long rounds;
	uint8_t salt[SALT], key[PBES2_KEY];
};

static int
same(void *arg, const char *text, size_t len, struct err *e)
{
	const struct sbuf *want = arg;

	return len == want->len && memcmp(text, want->buf, len) == 0 ? 0 :
	    err_why(e, SECRET_FILE, NULL, "is not what was written");
}

/* KEEP: for the console, too. */
static int
put(const char *pass, bool keep, struct err *e)
{
	static APART char text[TEXT_MAX], back[TEXT_MAX + 2];
	struct install job = {
		.name = SECRET_FILE, .mode = 0600, .bytes = text, .back = back,
		.cap = sizeof back, .judge = same
	};
	uint8_t salt[SALT], key[PBES2_KEY];
	struct sbuf s;
	int rc;

	if (rng_fill(salt, sizeof salt) < 0 || pbes2_derive(pass, salt,
	    sizeof salt, SECRET_ROUNDS, key) < 0)
		return err_why(e, SECRET_FILE, NULL, "no random numbers or no "
		    "memory");
	sbuf_init(&s, text, sizeof text);
	sbuf_str(&s, KIND);
	sbuf_dec(&s, SECRET_ROUNDS);
	sbuf_char(&s, ' ');
	sbuf_hex(&s, salt, sizeof salt, '\0');
	sbuf_char(&s, ' ');
	sbuf_hex(&s, key, sizeof key, '\0');
	sbuf_char(&s, '\n');
	if (keep) {
		sbuf_str(&s, FIRST);
		sbuf_str(&s, pass);
		sbuf_char(&s, '\n');
	}
	job.len = s.len;
	job.arg = &s;
	rc = install_file(&job, e);
	wipe(text, sizeof text);
	wipe(key, sizeof key);
	return rc;
}

int
secret_set(const char *pass, struct err *e)
{
	size_t len = strlen(pass);

	if (len < SECRET_MIN || len > SECRET_MAX)
		return err_why(e, "password", NULL, "must have 8 to 128 "
		    "characters");
	if (strchr(pass, '\n') != NULL)
		return err_why(e, "password", NULL, "must be one line");
	return put(pass, false, e);
}

int
secret_renew(char pass[SECRET_MAX + 1], struct err *e)
{
	/* Without letters and digits that look like others. */
	static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
	uint8_t r[WORD * N_WORDS];
	struct sbuf s;
	unsigned i;

	if (rng_fill(r, sizeof r) < 0)
		return err_why(e, SECRET_FILE, NULL, "no random numbers");
	sbuf_init(&s, pass, SECRET_MAX + 1);
	for (i = 0; i < sizeof r; i++) {
		if (i > 0 && i % WORD == 0)
			sbuf_char(&s, '-');
		sbuf_char(&s, letters[r[i] % 32]);
	}
	wipe(r, sizeof r);
	return put(pass, true, e);
}

static int
from_hex(const char *text, uint8_t *bytes, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	const char *high, *low;
	size_t i;

	for (i = 0; i < len; i++) {
		high = text[2 * i] == '\0' ? NULL :
		    strchr(digits, text[2 * i]);
		low = high == NULL || text[2 * i + 1] == '\0' ? NULL :
		    strchr(digits, text[2 * i + 1]);
		if (low == NULL)
			return -1;
		bytes[i] = (uint8_t)((high - digits) << 4 | (low - digits));
	}
	return 0;
}

/* "pbkdf2-sha256 20000 SALT KEY" */
static int
parse(const char *text, struct hash *h)
{
	char number[12];
	struct sbuf s;
	size_t n;

	if (strncmp(text, KIND, sizeof KIND - 1) != 0)
		return -1;
	text += sizeof KIND - 1;
	n = strcspn(text, " ");
	sbuf_init(&s, number, sizeof number);
	sbuf_mem(&s, text, n);
	if (num_parse(number, 1, ROUNDS_MAX, &h->rounds) < 0 ||
	    strlen(text + n) < 2 + 2 * (SALT + PBES2_KEY))
		return -1;
	text += n + 1;
	return from_hex(text, h->salt, SALT) < 0 || text[2 * SALT] != ' ' ?
	    -1 : from_hex(text + 2 * SALT + 1, h->key, PBES2_KEY);
}

/* The file into TEXT: 1; 0: there is none; -1: E. */
static int
get(char text[TEXT_MAX], struct err *e)
{
	size_t len;
	bool open;
	int rc;

	rc = files_text(SECRET_FILE, true, text, TEXT_MAX, &len, &open, e);
	if (rc > 0 && open)
		return err_why(e, SECRET_FILE, NULL, "readable by others; "
		    "type: thimble-web password");
	return rc;
}

int
secret_first(char pass[SECRET_MAX + 1], struct err *e)
{
	static APART char text[TEXT_MAX];
	struct sbuf s;
	char *at;
	int rc;

	rc = get(text, e);
	if (rc <= 0)
		return rc;
	at = strchr(text, '\n');
	rc = at != NULL && strncmp(at + 1, FIRST, sizeof FIRST - 1) == 0;
	sbuf_init(&s, pass, SECRET_MAX + 1);
	if (rc > 0) {
		at += sizeof FIRST;
		sbuf_mem(&s, at, strcspn(at, "\n"));
	}
	wipe(text, sizeof text);
	return rc;
}

int
secret_usable(struct err *e)
{
	static APART char text[TEXT_MAX];
	struct hash h;
	int rc = get(text, e);

	if (rc > 0)
		rc = parse(text, &h) == 0;
	wipe(text, sizeof text);
	wipe(&h, sizeof h);
	return rc;
}

int
secret_check(const char *pass, struct err *e)
{
	static APART char text[TEXT_MAX];
	uint8_t key[PBES2_KEY], differ = 0;
	struct hash h;
	unsigned i;
	int rc;

	rc = get(text, e);
	if (rc <= 0)
		return rc;
	if (strlen(pass) > SECRET_MAX)
		return 0;
	rc = parse(text, &h);
	wipe(text, sizeof text);
	if (rc < 0)
		return err_why(e, SECRET_FILE, NULL, DAMAGED);
	if (pbes2_derive(pass, h.salt, SALT, (unsigned)h.rounds, key) < 0)
		return err_why(e, SECRET_FILE, NULL, "no memory");
	/* In the same time wherever they differ. */
	for (i = 0; i < PBES2_KEY; i++)
		differ |= key[i] ^ h.key[i];
	wipe(&h, sizeof h);
	wipe(key, sizeof key);
	return differ == 0;
}
