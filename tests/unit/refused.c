/* SPDX-License-Identifier: MIT */
/* The clients that failed lately, from lines of the log, some of them odd. */
#include "web/refused.h"

#include "lib/unit.h"

#define LINE(time, from, why) "Nov 29 07:12:" time " r daemon.notice " \
	"thimble[1]: EXIT service=imaps from=" from " secs=0 in=0 out=0 why=" \
	why "\n"

static char room[8192];

static const char *
parse(const char *log)
{
	static char text[REFUSED_TAIL];
	struct out o;

	strcpy(text, log);
	out_start(&o, room, sizeof room, true);
	refused_parse(&o, text, strlen(text));
	CHECK(out_done(&o) == 0);
	return room;
}

static void
most(void)
{
	char log[4096] = "", line[200];
	int i;

	for (i = 0; i < REFUSED_MAX + 3; i++) {
		snprintf(line, sizeof line, LINE("%02d", "192.0.2.%d",
		    "handshake-timeout"), i, i);
		strcat(log, line);
	}
	(void)parse(log);
	CHECK(strstr(room, "refused.0.from=192.0.2.10\n") != NULL);
	CHECK(strstr(room, "refused.7.from=192.0.2.3\n") != NULL);
	CHECK(strstr(room, "refused.8.") == NULL);
}

int
main(void)
{
	CHECK_STR(parse(""), "");
	CHECK_STR(parse("half a line"), "");
	CHECK_STR(parse(LINE("01", "192.0.2.1", "eof")), "");
	CHECK_STR(parse(LINE("01", "::1", "alert-received:unknown_ca")),
	    "refused.0.time=Nov 29 07:12:01\nrefused.0.service=imaps\n"
	    "refused.0.from=::1\nrefused.0.why=does not trust this device yet"
	    "\n");
	/* The same again replaces the one before. */
	CHECK_STR(parse(LINE("01", "a", "plain-text-not-tls")
	    LINE("02", "b", "alert-sent:decode_error")
	    LINE("03", "a", "plain-text-not-tls")),
	    "refused.0.time=Nov 29 07:12:03\nrefused.0.service=imaps\n"
	    "refused.0.from=a\n"
	    "refused.0.why=did not use TLS; set its mail program to SSL/TLS\n"
	    "refused.1.time=Nov 29 07:12:02\nrefused.1.service=imaps\n"
	    "refused.1.from=b\n"
	    "refused.1.why=sent something that is not valid TLS\n");
	/* Of another program, too short, without a value. */
	CHECK_STR(parse("x: EXIT service=imaps from=a why=handshake-timeout\n"
	    "Nov 29 07:12:01 r imapd: EXIT from=a why=handshake-timeout\n"
	    "Nov 29 07:12:01 r thimble[1]: EXIT service=s why=reset\n"
	    "Nov 29 07:12:01 r thimble[1]: START service=s from=a\n"), "");
	most();
	return unit_done();
}
