/* SPDX-License-Identifier: MIT */
/* What ensure decides: made, renewed, repaired, left alone. */
#include "store/plan.h"
#include "store/store.h"

#include "lib/unit.h"
#include "tls/arena.h"
#include "tls/crt_make.h"

/* 2026-07-01, and a build some months before. */
enum { NOW = 1782864000 + 12345, BUILT = NOW - 100 * DAY_S };

static struct conf conf;
static struct names wanted;
static struct plan_facts facts = { &conf, &wanted, NOW, BUILT, NULL };
static struct files files;
static struct plan plan;
static struct key *ca_key, *leaf_key;
static struct err e;

static struct crt *
make(struct crt_spec *spec, int64_t from, int64_t to)
{
	static uint8_t room[CRT_DER_MAX];
	const uint8_t *der;
	size_t len;

	spec->not_before = from;
	spec->not_after = to;
	spec->names = &wanted;
	err_clear(&e);
	der = crt_make(spec, room, &len, &e);
	return der == NULL ? NULL : crt_read(der, len, &e);
}

/* A name with the mark of KEY at its end. */
static const char *
marked(const char *start, const struct key *k)
{
	static char text[2][64];
	static unsigned turn;
	uint8_t id[KEY_ID_LEN];
	struct sbuf s;

	turn = !turn;
	(void)key_id(k, id);
	sbuf_init(&s, text[turn], sizeof text[turn]);
	sbuf_str(&s, start);
	sbuf_hex(&s, id, 4, '\0');
	return text[turn];
}

static void
set_ca(int64_t from, int64_t to)
{
	struct crt_spec spec = {
		.ca = true, .key = ca_key, .signer = ca_key,
		.common_name = marked("x Thimble CA ", ca_key)
	};

	crt_free(files.ca_crt);
	files.ca_crt = make(&spec, from, to);
	files.ca.state = FILE_GOOD;
}

static void
set_leaf(int64_t from, int64_t to)
{
	struct crt_spec spec = {
		.key = leaf_key, .signer = ca_key, .issuer = files.ca_crt
	};

	crt_free(files.leaf);
	files.leaf = make(&spec, from, to);
	files.server.state = FILE_GOOD;
}

/* All is there and good. */
static void
set_up(void)
{
	struct name n;

	conf_default(&conf);
	wanted.n = 0;
	(void)name_parse("router", 6, &n);
	(void)names_add(&wanted, &n);
	name_of_ip(&n, (const uint8_t[]){ 10, 0, 0, 1 }, 4);
	(void)names_add(&wanted, &n);
	facts.now = NOW;
	files.ca_secret = ca_key;
	files.ca_key.state = FILE_GOOD;
	files.leaf_key = leaf_key;
	files.foreign = false;
	set_ca(NOW - DAY_S, NOW + 3650LL * DAY_S);
	set_leaf(NOW - DAY_S, NOW + 396LL * DAY_S);
}

static int
decide(void)
{
	err_clear(&e);
	return plan_decide(&plan, &files, &facts, &e);
}

/* The leaf is to be made because of WHY and nothing else is. */
static void
leaf_because(const char *why)
{
	CHECK(decide() == 0);
	CHECK(plan.ca == NULL && plan.ca_key == NULL);
	if (why == NULL || plan.leaf == NULL)
		CHECK_STR(plan.leaf, why);
	else if (!CHECK(strstr(plan.leaf, why) != NULL))
		printf("\t%s\n", plan.leaf);
}

/* Asked for: due or not, with the same key; a good reason goes before it. */
static void
test_asked(void)
{
	set_up();
	facts.asked = "because";
	leaf_because("because");
	CHECK(!plan.new_key);
	files.server.state = FILE_NONE;
	leaf_because("there was none");
	files.server.state = FILE_GOOD;
	files.foreign = true;
	leaf_because(NULL);
	facts.asked = NULL;
	set_up();
	leaf_because(NULL);
}

/* Of a lifetime, not of days: six days, and two years. */
static void
test_time_left(void)
{
	static const int64_t lives[] = { 6, 29, 730 };
	struct crt_facts c;
	unsigned i;
	bool late;

	for (i = 0; i < sizeof lives / sizeof lives[0]; i++) {
		c.not_before = NOW;
		c.not_after = NOW + lives[i] * DAY_S;
		CHECK_STR(plan_time_left(&c, NOW, BUILT, &late), NULL);
		CHECK_STR(plan_time_left(&c, NOW - 1, BUILT, &late),
		    "not valid yet");
		CHECK_STR(plan_time_left(&c, c.not_after - lives[i] * DAY_S / 3,
		    BUILT, &late), NULL);
		CHECK_STR(plan_time_left(&c, c.not_after - lives[i] * DAY_S / 3
		    + 1, BUILT, &late),
		    "less than a third of its time is left");
		CHECK(!late);
		CHECK_STR(plan_time_left(&c, c.not_after - lives[i] * DAY_S / 10
		    + 1, BUILT, &late),
		    "less than a tenth of its time is left");
		CHECK(late);
		CHECK_STR(plan_time_left(&c, c.not_after + 1, BUILT, &late),
		    "expired");
		CHECK(late);
		CHECK_STR(plan_time_left(&c, c.not_after + 1, c.not_after + 2,
		    &late), NULL);
	}
}

static void
test_good(void)
{
	set_up();
	leaf_because(NULL);
	CHECK(!plan_any(&plan));
}

static void
test_missing(void)
{
	set_up();
	files.server.state = FILE_NONE;
	crt_free(files.leaf);
	files.leaf = NULL;
	files.leaf_key = NULL;
	leaf_because("there was none");
	CHECK(plan.new_key);
	files.server.state = FILE_BAD;
	files.leaf_key = leaf_key;
	leaf_because("damaged");
	CHECK(!plan.new_key);
	set_up();
	files.ca_key.state = FILE_NONE;
	CHECK(decide() == 0);
	CHECK(plan.ca_key != NULL && plan.ca != NULL && !plan.ca_follows);
	CHECK(plan.leaf != NULL && !plan.new_key);
	set_up();
	files.ca.state = FILE_NONE;
	CHECK(decide() == 0);
	CHECK(plan.ca_key == NULL && plan.ca != NULL && !plan.ca_follows);
}

static void
test_dates(void)
{
	int64_t life = 300LL * DAY_S;

	set_up();
	set_leaf(NOW - 2 * life / 3 + 10, NOW + life / 3 + 10);
	leaf_because(NULL);
	set_leaf(NOW - 2 * life / 3 - 10, NOW + life / 3 - 10);
	leaf_because("a third");
	set_leaf(NOW - life, NOW - 1);
	leaf_because("expired");
	set_leaf(NOW + 10, NOW + life);
	leaf_because("ahead");
	set_leaf(NOW - NOW % DAY_S - DAY_S, NOW + life);
	leaf_because("clock was not set");
	/* While the clock is wrong, no date is judged by it. */
	facts.now = 86400;
	leaf_because(NULL);
	facts.now = BUILT;
	CHECK(decide() == 0 && plan.ca != NULL && plan.leaf != NULL);
}

static void
test_ca_dates(void)
{
	set_up();
	set_ca(NOW - DAY_S, NOW + (397LL + 30) * DAY_S - 1);
	CHECK(decide() == 0);
	CHECK(plan.ca != NULL && plan.ca_follows && plan.ca_key == NULL);
	CHECK(plan.leaf == NULL);
	set_ca(NOW + DAY_S, NOW + 3650LL * DAY_S);
	CHECK(decide() == 0);
	CHECK(plan.ca != NULL && plan.ca_follows);
	facts.now = 1;
	CHECK(decide() == 0 && !plan_any(&plan));
}

static void
test_names(void)
{
	struct name n;

	set_up();
	/* One more, which the CA permits. */
	name_of_ip(&n, (const uint8_t[]){ 192, 168, 9, 9 }, 4);
	(void)names_add(&wanted, &n);
	leaf_because("names");
	/* An address less is no reason, a host name less is. */
	set_up();
	wanted.n = 1;
	leaf_because(NULL);
	conf.names = wanted;
	leaf_because("names");
	set_up();
	wanted.item[0] = wanted.item[1];
	wanted.n = 1;
	leaf_because("names");
	/* One that the CA does not permit. */
	set_up();
	(void)name_parse("mail.example.org", 16, &n);
	(void)names_add(&wanted, &n);
	CHECK(decide() == 0);
	CHECK(plan.ca != NULL && plan.ca_follows && plan.leaf != NULL);
}

static void
test_wishes(void)
{
	set_up();
	conf.key = KEY_P384;
	leaf_because("key");
	CHECK(plan.new_key);
	set_up();
	conf.self_signed = true;
	leaf_because("issuer");
	CHECK(!plan.new_key);
	files.ca.state = files.ca_key.state = FILE_NONE;
	leaf_because("issuer");
}

/* Leaf by another CA of this program's. */
static void
test_other_ca(void)
{
	struct key *kept = ca_key;

	set_up();
	ca_key = key_make(KEY_P256, &e);
	files.ca_secret = ca_key;
	set_ca(NOW - DAY_S, NOW + 3650LL * DAY_S);
	leaf_because("not signed by this CA");
	key_free(ca_key);
	ca_key = kept;
}

static void
test_foreign(void)
{
	struct crt_spec spec = {
		.ca = true, .key = ca_key, .signer = ca_key,
		.common_name = "Root of a person"
	};

	set_up();
	files.foreign = true;
	set_leaf(NOW - 3 * DAY_S, NOW - DAY_S);
	CHECK(decide() == 0 && !plan_any(&plan));
	files.ca_key.state = files.ca.state = FILE_NONE;
	CHECK(decide() == 0 && !plan_any(&plan));
	files.server.state = FILE_BAD;
	CHECK(decide() < 0 && strstr(e.text, "by hand") != NULL);

	/* Their CA with its key is used, and never made anew. */
	set_up();
	crt_free(files.ca_crt);
	files.ca_crt = make(&spec, NOW - DAY_S, NOW + 3650LL * DAY_S);
	leaf_because("not signed by this CA");
	facts.now = NOW + 4000LL * DAY_S;
	CHECK(decide() < 0 && strstr(e.text, "expired") != NULL);
	files.ca_key.state = FILE_NONE;
	CHECK(decide() < 0 && strstr(e.text, STORE_CA_KEY) != NULL);
}

static void
test_span(void)
{
	struct crt_facts c = { 0 };
	struct plan_span s;

	set_up();
	plan_span(&s, &facts, 397);
	CHECK_INT(s.from, NOW - DAY_S);
	CHECK_INT(s.to - s.from + 1, 397LL * DAY_S);
	plan_span(&s, &facts, 1);
	CHECK(s.from < NOW && s.to > NOW);
	CHECK_INT(s.to - s.from + 1, DAY_S);
	/* Never at midnight by chance. */
	facts.now = NOW - NOW % DAY_S;
	plan_span(&s, &facts, 397);
	c.not_before = s.from;
	CHECK(!plan_is_provisional(&c));
	/* The clock is wrong: from the build's date on, and marked. */
	facts.now = 12345;
	plan_span(&s, &facts, 397);
	c.not_before = s.from;
	CHECK(plan_is_provisional(&c));
	CHECK(s.from <= BUILT - DAY_S && s.from > BUILT - 2 * DAY_S);
	CHECK_INT(s.to - s.from + 1, 397LL * DAY_S);
}

int
main(void)
{
	err_clear(&e);
	ca_key = key_make(KEY_P256, &e);
	leaf_key = key_make(KEY_P256, &e);
	test_asked();
	test_good();
	test_time_left();
	test_missing();
	test_dates();
	test_ca_dates();
	test_names();
	test_wishes();
	test_other_ca();
	test_foreign();
	test_span();
	files.ca_secret = ca_key;
	files.leaf_key = leaf_key;
	files_free(&files);
	CHECK_INT(arena_used(), 0);
	return unit_done();
}
