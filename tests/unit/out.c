/* SPDX-License-Identifier: MIT */
/* Answers to programs, as JSON and as lines. */
#include "web/out.h"

#include "lib/unit.h"

static void
fill(struct out *o)
{
	out_num(o, "version", 1);
	out_list(o, "certificates");
	out_object(o, NULL);
	out_str(o, "file", "server.pem");
	out_list(o, "names");
	out_str(o, NULL, "a.example");
	out_str(o, NULL, "::1");
	out_end(o);
	out_num(o, "days", -3);
	out_end(o);
	out_object(o, NULL);
	out_end(o);
	out_end(o);
	out_list(o, "services");
	out_end(o);
	out_none(o, "trial");
	out_bool(o, "good", true);
	out_bool(o, "late", false);
	out_mem(o, "odd", "\"\\\n\0\x7f\xc3<&>'", 10);
	out_base64(o, "data", "\0\1\2\3", 4);
	out_num(o, "least", INT64_MIN);
}

static const char json[] =
    "{\"version\":1,\"certificates\":[{\"file\":\"server.pem\",\"names\":"
    "[\"a.example\",\"::1\"],\"days\":-3},{}],\"services\":[],\"trial\":null,"
    "\"good\":true,\"late\":false,\"odd\":\"\\\"\\\\\\u000a\\u0000\\u007f"
    "\\u00c3\\u003c\\u0026\\u003e'\",\"data\":\"AAECAw==\","
    "\"least\":-9223372036854775808}\n";

static const char lines[] =
    "version=1\n"
    "certificates.0.file=server.pem\n"
    "certificates.0.names.0=a.example\n"
    "certificates.0.names.1=::1\n"
    "certificates.0.days=-3\n"
    "good=true\n"
    "late=false\n"
    "odd=\"\\\\\\0012\\0000\\0177\xc3<&>'\n"
    "data=AAECAw==\n"
    "least=-9223372036854775808\n";

static void
cut(bool as_lines, size_t len)
{
	char room[600];
	struct out o;
	size_t cap;

	for (cap = 1; cap <= len; cap++) {
		out_start(&o, room, cap, as_lines);
		fill(&o);
		if (!CHECK(out_done(&o) < 0))
			return;
	}
	out_start(&o, room, cap, as_lines);
	fill(&o);
	CHECK(out_done(&o) == 0);
}

static void
deep(bool as_lines)
{
	char room[600];
	struct out o;
	int i;

	out_start(&o, room, sizeof room, as_lines);
	for (i = 0; i < OUT_DEPTH_MAX - 1; i++)
		out_object(&o, "a");
	out_num(&o, "n", 1);
	CHECK(out_done(&o) == 0);
	CHECK_STR(room, as_lines ? "a.a.a.a.a.n=1\n" :
	    "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"n\":1}}}}}}\n");
	out_start(&o, room, sizeof room, as_lines);
	for (i = 0; i < OUT_DEPTH_MAX + 3; i++)
		out_list(&o, "a");
	for (i = 0; i < OUT_DEPTH_MAX + 9; i++)
		out_end(&o);
	CHECK(out_done(&o) < 0);
}

int
main(void)
{
	char room[600];
	struct out o;

	out_start(&o, room, sizeof room, false);
	fill(&o);
	CHECK(out_done(&o) == 0);
	CHECK_STR(room, json);
	out_start(&o, room, sizeof room, true);
	fill(&o);
	CHECK(out_done(&o) == 0);
	CHECK_STR(room, lines);
	cut(false, sizeof json - 1);
	cut(true, sizeof lines - 1);
	deep(false);
	deep(true);
	return unit_done();
}
