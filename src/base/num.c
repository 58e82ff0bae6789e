/* SPDX-License-Identifier: MIT */
/* Numbers from text: see num.h. */
#include "base/num.h"

int
num_parse(const char *text, unsigned long min, unsigned long max,
    unsigned long *out)
{
	unsigned long v = 0;
	unsigned long digit;

	if (*text == '\0')
		return -1;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9')
			return -1;
		digit = (unsigned long)(*text - '0');
		if (digit > max || v > (max - digit) / 10)
			return -1;
		v = v * 10 + digit;
	}
	if (v < min)
		return -1;
	*out = v;
	return 0;
}
