/* SPDX-License-Identifier: MIT */
/* Forms: see form.h. */
#include "web/form.h"

#include <string.h>

#include "web/json.h"
#include "web/parts.h"

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* What follows WORD in TYPE; NULL: TYPE is another one. */
static const char *
after_type(const char *type, const char *word)
{
	for (; *word != '\0'; type++, word++)
		if (lower(*type) != *word)
			return NULL;
	type += strspn(type, " \t");
	return *type == '\0' || *type == ';' ? type : NULL;
}

static bool
is_name(const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (name[i] == '\0' || strchr("abcdefghijklmnopqrstuvwxyz"
		    "0123456789-", name[i]) == NULL)
			return false;
	return len > 0 && len <= FORM_NAME_MAX;
}

/* Adds a field whose name has a NUL behind it at NAME_LEN. */
static int
add(struct form *f, const struct form_field *field, size_t name_len,
    struct err *e)
{
	if (!is_name(field->name, name_len))
		return 0;
	if (field->file != NULL && field->file[0] == '\0' && field->len == 0)
		return 0;
	if (field->file == NULL &&
	    memchr(field->value, '\0', field->len) != NULL)
		return err_why(e, field->name, NULL, "has a zero byte");
	if (f->n == FORM_FIELDS_MAX)
		return err_why(e, "form", NULL, "too many fields");
	f->field[f->n++] = *field;
	return 0;
}

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Both decode *LEN bytes in place and put a NUL behind them, or return -1. */
static int
from_percent(char *text, size_t *len)
{
	size_t i, n = 0;
	int high, low;

	for (i = 0; i < *len; i++) {
		if (text[i] != '%') {
			text[n++] = text[i] == '+' ? ' ' : text[i];
			continue;
		}
		high = i + 2 < *len ? hex(text[i + 1]) : -1;
		low = i + 2 < *len ? hex(text[i + 2]) : -1;
		if (high < 0 || low < 0)
			return -1;
		text[n++] = (char)(high << 4 | low);
		i += 2;
	}
	text[n] = '\0';
	*len = n;
	return 0;
}

static int
from_backslash(char *text, size_t *len)
{
	size_t i, n = 0;

	for (i = 0; i < *len; i++) {
		if (text[i] != '\\') {
			text[n++] = text[i];
			continue;
		}
		i++;
		if (i == *len || (text[i] != 'n' && text[i] != '\\'))
			return -1;
		text[n++] = text[i] == 'n' ? '\n' : '\\';
	}
	text[n] = '\0';
	*len = n;
	return 0;
}

/* Fields that END ends each; WHAT is said of a value that DECODE refuses. */
static int
split(struct form *f, char *body, size_t len, char end,
    int (*decode)(char *text, size_t *len), const char *what, struct err *e)
{
	char *at = body, *stop = body + len, *next, *last, *equal;
	struct form_field field = { .file = NULL };
	size_t name_len;

	for (; at < stop; at = next + 1) {
		next = memchr(at, end, (size_t)(stop - at));
		if (next == NULL)
			next = stop;
		last = next;
		if (end == '\n' && last > at && last[-1] == '\r')
			last--;
		field.len = (size_t)(last - at);
		if (field.len == 0)
			continue;
		equal = memchr(at, '=', field.len);
		if (equal == NULL)
			return err_why(e, "form", NULL, "a field has no `='");
		name_len = (size_t)(equal - at);
		field.name = at;
		field.value = equal + 1;
		field.len -= name_len + 1;
		*equal = '\0';
		if (!is_name(at, name_len))
			continue;
		if (decode(field.value, &field.len) < 0)
			return err_why(e, field.name, NULL, what);
		if (add(f, &field, name_len, e) < 0)
			return -1;
	}
	return 0;
}

static int
split_parts(struct form *f, const char *type, char *body, size_t len,
    struct err *e)
{
	struct form_field field;
	struct parts p;
	int rc;

	if (parts_start(&p, type, body, len) < 0)
		return err_why(e, "form", NULL, "its parts have no boundary");
	while ((rc = parts_next(&p, &field)) > 0)
		if (add(f, &field, strlen(field.name), e) < 0)
			return -1;
	return rc < 0 ? err_why(e, "form", NULL, "its parts are damaged or "
	    "cut off") : 0;
}

static int
split_json(struct form *f, char *body, size_t len, struct err *e)
{
	struct form_field field = { .file = NULL };
	size_t name_len;
	struct json j;
	char *name;
	int rc;

	/* A NUL would end it early. */
	rc = memchr(body, '\0', len) != NULL ? -1 : json_start(&j, body);
	while (rc >= 0 && (rc = json_next(&j, &name, &name_len, &field.value,
	    &field.len)) > 0) {
		field.name = name;
		if (add(f, &field, name_len, e) < 0)
			return -1;
	}
	return rc < 0 ? err_why(e, "form", NULL, "is not a JSON object of "
	    "strings, numbers and booleans") : 0;
}

static int
parse(struct form *f, const char *type, char *body, size_t len, struct err *e)
{
	const char *rest;

	if (type == NULL || type[0] == '\0' ||
	    after_type(type, "text/plain") != NULL)
		return split(f, body, len, '\n', from_backslash, "has a "
		    "backslash with neither `n' nor a backslash behind it", e);
	if (after_type(type, "application/x-www-form-urlencoded") != NULL)
		return split(f, body, len, '&', from_percent, "has a `%' "
		    "without two hexadecimal digits behind it", e);
	if (after_type(type, "application/json") != NULL)
		return split_json(f, body, len, e);
	rest = after_type(type, "multipart/form-data");
	if (rest != NULL)
		return split_parts(f, rest, body, len, e);
	return err_why(e, "form", NULL, "of an unknown type");
}

int
form_parse(struct form *f, const char *type, char *body, size_t len,
    struct err *e)
{
	int rc;

	f->n = 0;
	rc = parse(f, type, body, len, e);
	if (rc < 0)
		f->n = 0;
	return rc;
}

const struct form_field *
form_next(const struct form *f, const char *name,
    const struct form_field *after)
{
	size_t i = after == NULL ? 0 : (size_t)(after - f->field) + 1;

	for (; i < f->n; i++)
		if (strcmp(f->field[i].name, name) == 0)
			return &f->field[i];
	return NULL;
}

const char *
form_value(const struct form *f, const char *name)
{
	const struct form_field *field = form_next(f, name, NULL);

	return field == NULL ? "" : field->value;
}
