/* SPDX-License-Identifier: MIT */
/*
 * A device that does not know the time asks for it, because the phone or
 * computer on which the page is open has a clock.  The script offers that time,
 * and sends nothing before the button is pressed.
 */
#include "web/view.h"

#include <string.h>

static const char fields[] =
    "<label for=\"z\">Date and time<small>in UTC; a few hours more or less do "
    "no harm</small></label><input id=\"z\" type=\"datetime-local\" "
    "name=\"time\" required>"
    "<p class=\"do\"><button class=\"first\">Set the clock</button></p>"
    "</form>";

/* Replaces the field by a question. */
static const char script[] =
    "var z=document.getElementById('z'),f=z.form,"
    "p=document.createElement('p');"
    "function tell(){p.textContent='Set this device\\u2019s clock from this "
    "phone or computer: '+new Date().toLocaleString('en-GB',"
    "{dateStyle:'long',timeStyle:'short'})+'?'}"
    "function ask(){z.type='hidden';f.replaceChild(p,f.querySelector('label'));"
    "tell();setInterval(tell,1000);"
    "f.onsubmit=function(){z.value=new Date().toISOString()}}";

static const char always[] = "ask()</script>";

/* If it is behind by more than a day, the question goes to the top. */
static const char behind[] =
    "var d=document.getElementById('clock'),n=Math.floor((new Date()-"
    "new Date(d.querySelector('time').dateTime))/864e5);"
    "if(n>0){d.querySelector('summary').textContent='This device\\u2019s clock "
    "is '+n+(n>1?' days':' day')+' behind this phone or computer';"
    "d.className='verdict warn';d.open=true;"
    "document.querySelector('section').before(d);ask()}</script>";

static void
form(struct html *h, const char *when)
{
	html_form(h, "set-clock");
	html_raw(h, fields);
	html_around(h, "<script nonce=\"", h->nonce, "\">");
	html_raw(h, script);
	html_raw(h, when);
}

void
view_clock(struct html *h)
{
	html_raw(h, "<p>No time server has answered. A certificate has dates, "
	    "so this device has to know the time.</p>");
	form(h, always);
}

void
view_clock_behind(struct html *h)
{
	const char *time = got_value(h->got, "time");

	if (strcmp(got_value(h->got, "clock_set"), "true") != 0 ||
	    strcmp(got_value(h->got, "clock_synced"), "false") != 0 ||
	    got_value(h->got, "trial.seconds_left")[0] != '\0')
		return;
	html_raw(h, "<details id=\"clock\"><summary>Set the clock</summary>");
	html_around(h, "<p>This device's clock says <time datetime=\"", time,
	    "\">");
	html_minute(h, time);
	html_raw(h, "</time>, which no time server has confirmed. If that is "
	    "more than a day behind, set it here.</p>");
	form(h, behind);
	html_raw(h, "</details>\n");
}
