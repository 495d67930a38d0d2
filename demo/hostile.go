package demo

import "time"

// hostileLetters try what mail tries against a terminal: window titles, cleared
// screens, text that runs backwards, names that lie. Read with mailtui they are
// harmless; the words before and after each attack stay readable.
func hostileLetters() []letter {
	stamp := func(days, minutes int) string { return ago(days, minutes).Format(time.RFC1123Z) }
	return []letter{
		{
			id:   "hostile.escapes",
			date: ago(1, 30),
			raw: "Date: " + stamp(1, 30) + "\n" +
				"From: \"Friendly \x1b]0;owned\x07 Neighbour\" <neighbour@hostile.example>\n" +
				"To: Ada Lovelace <ada@analytical.example>\n" +
				"Subject: Harmless before \x1b]0;owned\x07 \x1b[2J and harmless after\n" +
				"Message-ID: <hostile.escapes@demo.example>\n" +
				"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n" +
				"Content-Transfer-Encoding: 8bit\n\n" +
				"The next line tries to set the title of the window.\n" +
				"before \x1b]0;owned\x07 after\n" +
				"The next one tries to clear the screen in two ways.\n" +
				"before \x1b[2J\x1b[H after, before \u009b2J after\n" +
				"This one tries to put a file on the clipboard and to name a link.\n" +
				"before \x1b]52;c;b3duZWQ=\x07 after, before \x1b]8;;https://hostile.example\x07here\x1b]8;;\x07 after\n" +
				"And this one overwrites its own beginning.\n" +
				"before\rafter\n",
		},
		{
			id:   "hostile.encoded",
			date: ago(1, 25),
			raw: "Date: " + stamp(1, 25) + "\n" +
				"From: =?utf-8?q?Bank_=1B]0;owned=07_Service?= <service@hostile.example>\n" +
				"To: Ada Lovelace <ada@analytical.example>\n" +
				"Subject: =?utf-8?q?Invoice_=E2=80=AEfdp.exe_=C2=9B2J_enclosed=0D=0AX-Evil:_yes?=\n" +
				"Message-ID: <hostile.encoded@demo.example>\n" +
				"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n" +
				"<p>Please read <a href=\"https://hostile.example/\">https://bank.example/</a> before " +
				"&#27;[2J and after.</p><img src=\"https://hostile.example/seen.gif\">\n",
		},
		{
			id:   "hostile.name",
			date: ago(2, 300),
			raw: "Date: " + stamp(2, 300) + "\n" +
				"From: \"grace@navy.example\" <somebody.else@hostile.example>\n" +
				"Reply-To: collect@elsewhere.example\n" +
				"To: Ada Lovelace <ada@analytical.example>\n" +
				"Subject: My new address\n" +
				"Message-ID: <hostile.name@demo.example>\n\n" +
				"Dear Ada,\n\nplease write to my new address from now on.\n\nGrace\n",
		},
	}
}

// brokenLetter follows few rules. It comes over POP3, because the IMAP server
// of the demo serves only what it can parse.
func brokenLetter() letter {
	return letter{
		id:   "hostile.broken",
		date: ago(3, 10),
		raw: "Date: the day before yesterday\n" +
			"From: no address at all\n" +
			"this line is no header field\n" +
			"Subject: A message that follows few rules\n" +
			"Content-Type: multipart/mixed; boundary=never-there\n\n" +
			"--other\nContent-Type: text/plain\n\nThere is a text in here somewhere.\n",
	}
}
