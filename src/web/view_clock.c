/* SPDX-License-Identifier: MIT */
/*
 * A device that does not know the time asks for it, because the phone or
 * computer on which the page is open has a clock.  The script offers that time,
 * and sends nothing before the button is pressed.
 */
#include "web/view.h"

static const char fields[] =
    "<label for=\"z\">Date and time<small>in UTC; a few hours more or less do "
    "no harm</small></label><input id=\"z\" type=\"datetime-local\" "
    "name=\"time\" required>"
    "<p class=\"do\"><button class=\"first\">Set the clock</button></p>"
    "</form>";

static const char script[] =
    "var z=document.getElementById('z'),f=z.form,"
    "p=document.createElement('p');"
    "function tell(){p.textContent='Set this device\\u2019s clock from this "
    "phone or computer: '+new Date().toLocaleString('en-GB',"
    "{dateStyle:'long',timeStyle:'short'})+'?'}"
    "z.type='hidden';f.replaceChild(p,f.querySelector('label'));tell();"
    "setInterval(tell,1000);"
    "f.onsubmit=function(){z.value=new Date().toISOString()}</script>";

void
view_clock(struct html *h)
{
	html_raw(h, "<p>No time server has answered. A certificate has dates, "
	    "so this device has to know the time.</p>");
	html_form(h, "set-clock");
	html_raw(h, fields);
	html_around(h, "<script nonce=\"", h->nonce, "\">");
	html_raw(h, script);
}
