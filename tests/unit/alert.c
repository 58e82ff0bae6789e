/* SPDX-License-Identifier: MIT */
/* Alert names: those of RFC 8446, 6 and RFC 7301, by their numbers. */
#include "lib/unit.h"
#include "tls/alert.h"

static const struct {
	int number;
	const char *name;
} rows[] = {
	{ 0, "close_notify" }, { 10, "unexpected_message" },
	{ 20, "bad_record_mac" }, { 22, "record_overflow" },
	{ 40, "handshake_failure" }, { 42, "bad_certificate" },
	{ 43, "unsupported_certificate" }, { 44, "certificate_revoked" },
	{ 45, "certificate_expired" }, { 46, "certificate_unknown" },
	{ 47, "illegal_parameter" }, { 48, "unknown_ca" },
	{ 49, "access_denied" }, { 50, "decode_error" },
	{ 51, "decrypt_error" }, { 70, "protocol_version" },
	{ 71, "insufficient_security" }, { 80, "internal_error" },
	{ 86, "inappropriate_fallback" }, { 90, "user_canceled" },
	{ 109, "missing_extension" }, { 110, "unsupported_extension" },
	{ 112, "unrecognized_name" }, { 116, "certificate_required" },
	{ 120, "no_application_protocol" }
};

enum { ROWS = sizeof rows / sizeof rows[0] };

static const char *
name_of(int number)
{
	size_t i;

	for (i = 0; i < ROWS; i++)
		if (rows[i].number == number)
			return rows[i].name;
	return "unknown";
}

int
main(void)
{
	int number;

	for (number = ALERT_NONE; number <= 256; number++)
		CHECK_STR(alert_name(number), name_of(number));
	CHECK_STR(alert_name(ALERT_UNEXPECTED_MESSAGE), "unexpected_message");
	CHECK_STR(alert_name(ALERT_HANDSHAKE_FAILURE), "handshake_failure");
	CHECK_STR(alert_name(ALERT_DECODE_ERROR), "decode_error");
	CHECK_STR(alert_name(ALERT_INTERNAL_ERROR), "internal_error");
	return unit_done();
}
