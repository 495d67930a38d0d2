package demo

import (
	"strings"
	"time"
)

// specialLetters are more than their text: pictures stand in one, a machine
// reports in another, one is signed, and one is from who looks like a friend.
func specialLetters() []letter {
	return []letter{
		{
			id: "inline", date: ago(1, 40), flags: read(),
			raw: opening("inline", ago(1, 40), "Mary Somerville <mary@jedburgh.example>", "The gear in its place") +
				"Content-Type: multipart/related; boundary=inline\n\n" +
				"--inline\nContent-Type: text/html; charset=utf-8\n\n" +
				"<p>Dear Ada,</p><p>this is where it turns:</p>" +
				"<p><img src=\"cid:gear@demo.example\" alt=\"the gear\" width=\"96\"></p>" +
				"<p>and this is the mill around it, from afar:</p>" +
				"<p><img src=\"https://jedburgh.example/mill.png\" alt=\"the mill\" width=\"400\"></p><p>Mary</p>\n" +
				"--inline\nContent-Type: image/png; name=\"gear.png\"\nContent-ID: <gear@demo.example>\n" +
				"Content-Disposition: inline; filename=\"gear.png\"\nContent-Transfer-Encoding: base64\n\n" +
				drawing().base64() + "--inline--\n",
		},
		{
			id: "bounce", date: ago(2, 20),
			raw: opening("bounce", ago(2, 20), "Mail Delivery System <postmaster@analytical.example>",
				"Undelivered mail returned to sender") +
				"Auto-Submitted: auto-replied\n" +
				"Content-Type: multipart/report; report-type=delivery-status; boundary=report\n\n" +
				"--report\nContent-Type: text/plain; charset=utf-8\n\n" +
				"Your message could not be delivered to one of its recipients.\n" +
				"--report\nContent-Type: message/delivery-status\n\n" +
				"Reporting-MTA: dns; mx.analytical.example\n\n" +
				"Final-Recipient: rfc822; jacquard@lyon.example\nAction: failed\nStatus: 5.2.2\n" +
				"Diagnostic-Code: smtp; 552 5.2.2 the mailbox of this user is full\n\n" +
				"--report\nContent-Type: message/rfc822\n\n" +
				opening("question", ago(2, 25), "Ada Lovelace <ada@analytical.example>", "A question about cards") +
				"Content-Type: text/plain; charset=utf-8\n\nDear Joseph,\n\nhow many cards does the portrait take?\n\nAda\n" +
				"--report--\n",
		},
		{
			id: "signed", date: ago(3, 20), flags: read(),
			raw: opening("signed", ago(3, 20), "Joan Clarke <joan@engine-works.example>", "The new settings, signed") +
				"Content-Type: multipart/signed; micalg=pgp-sha256; protocol=\"application/pgp-signature\"; boundary=signed\n\n" +
				"--signed\nContent-Type: text/plain; charset=utf-8\n\nWheels 3, 1 and 2. Burn the last ones.\n\nJoan\n" +
				"--signed\nContent-Type: application/pgp-signature; name=\"signature.asc\"\n\n" +
				"-----BEGIN PGP SIGNATURE-----\n\niHUEABYKAB0WIQRub25lb2Z0aGlzaXNyZWFsbHlhc2lnbmF0dXJlAAoJEA==\n" +
				"-----END PGP SIGNATURE-----\n--signed--\n",
		},
		{
			id: "lookalike", date: ago(2, 60),
			// The second letter of its host is a Cyrillic one.
			raw: opening("lookalike", ago(2, 60), "Grace Hopper <grace@xn--nvy-6cd.example>", "The bill for the compiler") +
				"Content-Type: text/html; charset=utf-8\n\n" +
				"<p>Dear Ada,</p><p>please <a href=\"https://xn--nvy-6cd.example/pay\">https://navy.example/pay</a> today.</p>\n",
		},
	}
}

// opening is the first fields of a message to Ada.
func opening(id string, date time.Time, from, subject string) string {
	return strings.Join([]string{
		"Date: " + date.Format(time.RFC1123Z), "From: " + from, "To: Ada Lovelace <ada@analytical.example>",
		"Subject: " + subject, "Message-ID: <" + id + idHost + ">", "MIME-Version: 1.0", "",
	}, "\n")
}
