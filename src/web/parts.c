/* SPDX-License-Identifier: MIT */
/* The parts of a multipart/form-data body: see parts.h. */
#include "web/parts.h"

#include <stdbool.h>
#include <string.h>

static bool
same(const char *a, const char *word, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if ((a[i] >= 'A' && a[i] <= 'Z' ? a[i] - 'A' + 'a' : a[i]) !=
		    word[i])
			return false;
	return true;
}

/* Finds the LEN bytes of WHAT in those between AT and END; NULL: not there. */
static char *
find(char *at, const char *end, const char *what, size_t len)
{
	while ((size_t)(end - at) >= len) {
		at = memchr(at, what[0], (size_t)(end - at) - len + 1);
		if (at == NULL || memcmp(at, what, len) == 0)
			return at;
		at++;
	}
	return NULL;
}

/* Reads the parameter of the type, in quotes or not. */
static int
read_boundary(struct parts *p, const char *type)
{
	static const char word[] = "boundary=";
	const size_t len = sizeof word - 1;
	size_t n;

	while (*type == ';' || *type == ' ' || *type == '\t')
		type++;
	while (strlen(type) >= len && !same(type, word, len)) {
		type += strcspn(type, ";");
		while (*type == ';' || *type == ' ' || *type == '\t')
			type++;
	}
	if (strlen(type) < len)
		return -1;
	type += len;
	n = *type == '"' ? strcspn(++type, "\"") : strcspn(type, "; \t");
	if (n == 0 || n > PARTS_BOUNDARY_MAX)
		return -1;
	memcpy(p->mark, "\r\n--", 4);
	memcpy(p->mark + 4, type, n);
	p->len = n + 4;
	return 0;
}

int
parts_start(struct parts *p, const char *type, char *body, size_t len)
{
	p->at = body;
	p->end = body + len;
	if (read_boundary(p, type) < 0 || len < p->len - 2 ||
	    memcmp(body, p->mark + 2, p->len - 2) != 0)
		return -1;
	p->at += p->len - 2;
	return 0;
}

/*
 * The value of parameter NAME, which has its `=` and quote, in the header line
 * from AT to END; a NUL goes behind it.  NULL: there is none.
 */
static char *
parameter(char *at, char *end, const char *name)
{
	size_t len = strlen(name);
	char *value;

	for (; (at = find(at, end, name, len)) != NULL; at += len) {
		/* Not the end of another one's name. */
		if (at[-1] != ' ' && at[-1] != ';' && at[-1] != '\t')
			continue;
		value = at + len;
		at = memchr(value, '"', (size_t)(end - value));
		if (at == NULL)
			return NULL;
		*at = '\0';
		return value;
	}
	return NULL;
}

/* The last part of a path, as some browsers on Windows send all of it. */
static const char *
base(char *path)
{
	char *p = path;

	for (; *p != '\0'; p++)
		if (*p == '/' || *p == '\\')
			path = p + 1;
	if (p - path > FORM_FILE_MAX)
		path[FORM_FILE_MAX] = '\0';
	return path;
}

/* One header line. */
static void
read_header(char *at, char *end, struct form_field *field)
{
	static const char word[] = "content-disposition:";
	char *name, *file;

	if ((size_t)(end - at) < sizeof word - 1 ||
	    !same(at, word, sizeof word - 1))
		return;
	at += sizeof word - 1;
	/* Found before anything is written between them. */
	file = parameter(at, end, "filename=\"");
	name = parameter(at, end, "name=\"");
	if (name != NULL)
		field->name = name;
	if (file != NULL)
		field->file = base(file);
}

int
parts_next(struct parts *p, struct form_field *field)
{
	char *end, *next;

	if (p->end - p->at >= 2 && p->at[0] == '-' && p->at[1] == '-')
		return 0;
	if (p->end - p->at < 2 || memcmp(p->at, "\r\n", 2) != 0)
		return -1;
	p->at += 2;
	memset(field, 0, sizeof *field);
	field->name = "";
	while ((end = find(p->at, p->end, "\r\n", 2)) != NULL && end > p->at) {
		read_header(p->at, end, field);
		p->at = end + 2;
	}
	if (end == NULL)
		return -1;
	/* The line before the value is empty, and may end at the mark. */
	next = find(p->at, p->end, p->mark, p->len);
	if (next == NULL)
		return -1;
	field->value = next == p->at ? next : p->at + 2;
	field->len = (size_t)(next - field->value);
	*next = '\0';
	p->at = next + p->len;
	return 1;
}
