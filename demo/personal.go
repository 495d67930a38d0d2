package demo

import (
	"fmt"

	"github.com/emersion/go-imap/v2"
)

// personalAccount is Ada's mail at home: most of the scripts of the world, a
// newsletter, a mailing list, and what attacks a terminal.
func personalAccount() imapAccount {
	inbox := letters(schedule(), internationalLetters(), weeklyLetters(), oddLetters(), specialLetters(), hostileLetters())
	inbox = append(inbox, []letter{
		{
			id: "newsletter.48", from: person{"The Punched Card", "letter@punched-card.example"}, to: []person{ada()},
			subject: "The Punched Card, issue 48: a loom that still runs", date: ago(0, 280),
			headers: []string{
				"List-Id: The Punched Card <letter.punched-card.example>",
				"List-Unsubscribe: <https://punched-card.example/leave?who=ada>",
				"List-Unsubscribe-Post: List-Unsubscribe=One-Click",
			},
			text: "Our letter looks best in colour. Read it at https://punched-card.example/48\n",
			html: newsletterHTML,
		},
		{
			id: "newsletter.47", from: person{"The Punched Card", "letter@punched-card.example"}, to: []person{ada()},
			subject: "The Punched Card, issue 47", date: ago(14, 280), flags: read(),
			headers: []string{"List-Id: The Punched Card <letter.punched-card.example>"},
			html:    newsletterHTML, // a letter with no plain form
		},
		{
			id: "photos", from: mary(), to: []person{ada()}, subject: "The drawing you asked for", date: ago(4, 77),
			flags: read(imap.FlagFlagged), files: []file{drawing(), plan()},
			text: "Dear Ada,\n\nhere is the gear, and the plan of the mill. The teeth are not to scale.\n\nMary\n",
		},
		{
			id: "scan", from: mary(), to: []person{ada()}, subject: "The whole notebook, scanned", date: ago(6, 12),
			files: []file{scan()},
			text:  "It is large, I am afraid. You can read this line before the rest has come.\n",
		},
	}...)
	return imapAccount{
		Account{
			Name: "personal", Email: ada().addr, FullName: ada().name, Protocol: "imap",
			User: "ada", Password: Password,
		},
		[]mailbox{
			{"INBOX", inbox},
			{"Archive", archiveLetters()},
			{"Drafts", draftLetters()},
			{"Junk", junkLetters()},
			{"Lists", nil},
			{"Lists/Engines", engineList()},
			{"Reisen", nil},
			{"Reisen/Zürich & Umgebung", travelLetters()},
			{"Sent", sentLetters()},
			{"Trash", nil},
		},
	}
}

// letters joins groups of letters into one mailbox.
func letters(groups ...[]letter) []letter {
	var all []letter
	for _, g := range groups {
		all = append(all, g...)
	}
	return all
}

// schedule is the conversation on top of the inbox.
func schedule() []letter {
	first := "Dear Ada,\n\nhere is the plan we spoke about. The compiler comes first, the manual second, and\n" +
		"the machine whenever it is ready.\n\n  1. collect the subroutines\n  2. number them\n" +
		"  3. let the machine do the copying\n\nWould Monday suit you?\n\nGrace\n\n-- \n" +
		"It is easier to ask forgiveness than it is to get permission.\n"
	all := []person{ada(), alan(), kate(), edsger()}
	return conversation("schedule", "Compiler schedule for the first release", nil,
		turn{from: grace(), to: all, mins: 240, text: first},
		turn{
			from: alan(), to: []person{grace(), ada()}, mins: 125,
			text: quote(grace(), first) + "\nAgreed, Monday works. Is the number of subroutines known to halt?\n",
		},
		turn{from: kate(), to: all, mins: 70, on: 1, text: "I can help with the assembler. Tuesday is better.\n"},
		turn{from: edsger(), to: all, mins: 10, text: "Jumping from one part to another should be considered again.\n"},
	)
}

// internationalLetters show scripts and charsets.
func internationalLetters() []letter {
	to := []person{ada()}
	return []letter{
		{
			id: "latin1", from: person{"Jürgen Müßig", "juergen@zuerich.example"}, to: to, charset: "iso-8859-1",
			subject: "Grüße aus Zürich", date: ago(3, 200), flags: read(),
			text: "Liebe Ada,\n\nschöne Grüße vom See! Die Maschine läuft, nur das Öl ist noch zu zäh.\n\nJürgen\n",
		},
		{
			id: "shiftjis", from: person{"山田太郎", "taro@keisan.example"}, to: to, charset: "shift_jis",
			subject: "会議のお知らせ: 来週の月曜日", date: ago(0, 118),
			text: "エイダ様\n\n来週の月曜日、午前十時から会議を開きます。\n議題: 計算機の歯車について\n\n山田\n",
		},
		{
			id: "jis", from: person{"鈴木花子", "hanako@keisan.example"}, to: to, charset: "iso-2022-jp",
			subject: "歯車の図面", date: ago(9, 40), flags: read(),
			text: "図面をお送りします。ご確認ください。\n\n鈴木\n",
		},
		{
			id: "koi8", from: person{"Софья Ковалевская", "sofia@stockholm.example"}, to: to, charset: "koi8-r",
			subject: "О вращении твёрдого тела", date: ago(5, 33), flags: read(imap.FlagFlagged),
			text: "Дорогая Ада,\n\nволчок вращается, и уравнения наконец сходятся.\nПриезжайте в Стокгольм!\n\nСоня\n",
		},
		{
			id: "hebrew", from: person{"שלום כהן", "shalom@haifa.example"}, to: to, subject: "שלום עולם",
			date: ago(1, 500), text: "שלום עדה,\n\nהמכונה עובדת. 42 גלגלים מסתובבים.\n\nשלום\n",
		},
		{
			id: "arabic", from: person{"محمد الخوارزمي", "musa@baghdad.example"}, to: to, subject: "حول الجبر والمقابلة",
			date: ago(8, 64), flags: read(), text: "عزيزتي آدا،\n\nأرسل إليك الفصل الأول من الكتاب.\n",
		},
		{
			id: "chinese", from: person{"祖冲之", "zu@jiankang.example"}, to: to, charset: "gb18030",
			subject: "圆周率的新数值", date: ago(11, 20), flags: read(), text: "爱达:\n\n三百五十五除以一百一十三。\n",
		},
		{
			id: "korean", from: person{"홍길동", "hong@hanyang.example"}, to: to, charset: "euc-kr",
			subject: "측우기 자료", date: ago(12, 21), flags: read(), text: "자료를 보냅니다. 비가 많이 왔습니다.\n",
		},
		{
			id: "greek", from: person{"Ὑπατία", "hypatia@alexandria.example"}, to: to, subject: "Περὶ τῶν κωνικῶν",
			date: ago(13, 5), flags: read(), text: "Χαῖρε Ἄδα,\n\nτὸ ὑπόμνημα ἕτοιμον.\n",
		},
		{
			id: "hindi", from: person{"आर्यभट", "aryabhata@kusumapura.example"}, to: to, subject: "शून्य का उपयोग",
			date: ago(15, 5), flags: read(), text: "नमस्ते एडा,\n\nस्थान का मूल्य दस गुना होता है।\n",
		},
		{
			id: "emoji", from: kate(), to: to, subject: "🎉 It assembles! 👩‍💻🚀 (and 🇬🇧 agrees)", date: ago(0, 55),
			text: "First try 😀 — well, third.\n\nFamily: 👨‍👩‍👧‍👦, flag: 🏴󠁧󠁢󠁳󠁣󠁴󠁿, accents: é ệ, wide: 漢字.\n",
		},
	}
}

// oddLetters are legal, or nearly, and seldom.
func oddLetters() []letter {
	long := ""
	for i := range 40 {
		long += fmt.Sprintf("and item %d, ", i+1)
	}
	return []letter{
		{
			id: "flowed", from: luigi(), to: []person{ada()}, subject: "Notes, translated", date: ago(2, 90), flags: read(),
			raw: "Date: Fri, 20 Nov 2026 12:38:00 +0000\nFrom: Luigi Menabrea <luigi@torino.example>\n" +
				"To: Ada Lovelace <ada@analytical.example>\nSubject: Notes, translated\n" +
				"Message-ID: <flowed@demo.example>\nMIME-Version: 1.0\n" +
				"Content-Type: text/plain; charset=us-ascii; format=flowed\n\n" +
				"Your notes are three times as long as my article, and I should like \n" +
				"to see them printed beside it, in the same size of letters.\n\n" +
				"> Shall we mention the numbers \n> of Bernoulli?\n>> Must we?\n\nYes, in note G.\n\n-- \nL. F. M.\n",
		},
		{
			id: "undeclared", from: luigi(), to: []person{ada()}, date: ago(7, 15), flags: read(),
			raw: "Date: Sun, 15 Nov 2026 13:53:00 +0000\nFrom: Luigi <luigi@torino.example>\n" +
				"To: ada@analytical.example\nSubject: Caff\xe8 alle cinque?\nMessage-ID: <undeclared@demo.example>\n\n" +
				"L'universit\xe0 \xe8 chiusa, ma il caff\xe8 no.\n",
		},
		{id: "nosubject", from: edsger(), to: []person{ada()}, date: ago(2, 700), text: "EWD 1036 is enclosed. Or was.\n"},
		{
			id: "longsubject", from: charles(), to: []person{ada()}, date: ago(10, 8), flags: read(),
			subject: "A list of what is still missing from the mill: " + long + "and no more",
			text:    "See above.\n",
		},
		{
			id: "cc", from: mary(), to: []person{{"Committee, the Calculating", "committee@analytical.example"}},
			cc: []person{ada(), grace(), alan(), kate(), luigi()}, subject: "Minutes of the last meeting", date: ago(3, 55),
			flags: read(), files: []file{table()},
			text: "Dear all,\n\nthe minutes, and the table that was too long to be read out.\n\n" +
				"See https://analytical.example/minutes?of=2026-11-19&form=long for the rest.\n",
		},
	}
}

// weeklyLetters fill the inbox with the past.
func weeklyLetters() []letter {
	senders := []person{joan(), luigi(), mary(), charles(), kate()}
	all := make([]letter, 0, 40)
	for i := range 40 {
		week := 40 - i
		l := letter{
			id: fmt.Sprintf("weekly.%d", week), from: senders[i%len(senders)], to: []person{ada()},
			subject: fmt.Sprintf("Weekly report number %d", 300-week), date: ago(week*7, 33*i%900),
			text: fmt.Sprintf("Turns of the crank: %d\nWheels oiled: %d\nTeeth lost: %d\n\nNothing else to report.\n",
				1000+i*37, 20+i%7, i%3),
			flags: read(),
		}
		switch {
		case i%11 == 3:
			l.flags = read(imap.FlagFlagged)
		case i%13 == 5:
			l.flags = nil
		case i%9 == 4:
			l.flags = read(imap.FlagAnswered)
		}
		all = append(all, l)
	}
	return all
}

func archiveLetters() []letter {
	subjects := []string{"The winter shipment of brass", "Minutes", "Receipt for four lenses", "Dinner on Thursday"}
	senders := []person{charles(), mary(), joan(), luigi(), alan()}
	all := make([]letter, 0, 45)
	for i := range 45 {
		all = append(all, letter{
			id: fmt.Sprintf("archive.%d", i), from: senders[i%len(senders)], to: []person{ada()},
			subject: fmt.Sprintf("%s (%d)", subjects[i%len(subjects)], 1+i/len(subjects)),
			date:    ago(400+(45-i)*9, 17*i%700), flags: read(),
			text: fmt.Sprintf("Dear Ada,\n\nthis is number %d of the letters you kept.\n\nYours\n%s\n",
				i+1, senders[i%len(senders)].name),
		})
	}
	return all
}

func sentLetters() []letter {
	friends := []person{grace(), alan(), kate(), mary(), luigi()}
	all := make([]letter, 0, 15)
	for i := range 15 {
		friend := friends[i%len(friends)]
		all = append(all, letter{
			id: fmt.Sprintf("sent.%d", i), from: ada(), to: []person{friend}, flags: read(),
			subject: fmt.Sprintf("A question about note %c", 'A'+i%7), date: ago(3*(15-i), 71*i%600),
			text: "Dear " + friend.name + ",\n\nis the sign in the last line right? I make it the other one.\n\nAda\n",
		})
	}
	return all
}

func draftLetters() []letter {
	return []letter{{
		id: "draft", from: ada(), to: []person{charles()}, subject: "On the powers of the engine", date: ago(1, 5),
		flags: read(imap.FlagDraft),
		text:  "Dear Charles,\n\nthe engine might compose elaborate pieces of music, if only\n",
	}}
}

func junkLetters() []letter {
	offers := []string{"perpetual motion", "steam shares", "a bridge", "gold from lead", "tulip bulbs", "a title"}
	all := make([]letter, 0, len(offers))
	for i, offer := range offers {
		all = append(all, letter{
			id: fmt.Sprintf("junk.%d", i), from: person{"Great Offers", fmt.Sprintf("offer%d@bargain.example", i)},
			to: []person{ada()}, subject: "You have been chosen: " + offer, date: ago(i*2+1, i*90),
			html: "<h1>Only today: " + offer + "!</h1><p>Click <a href=\"https://bargain.example/\">here</a>.</p>\n",
		})
	}
	return all
}

func travelLetters() []letter {
	return []letter{
		{
			id: "train", from: person{"Bahnhof Zürich", "fahrplan@zuerich.example"}, to: []person{ada()},
			subject: "Ihre Fahrkarte", date: ago(20, 0), flags: read(), charset: "iso-8859-1",
			text: "Abfahrt 08:32, Gleis 7. Bitte führen Sie einen gültigen Ausweis mit.\n",
		},
		{
			id: "hotel", from: person{"Gasthaus zum Bären", "baeren@zuerich.example"}, to: []person{ada()},
			subject: "Zimmer mit Seeblick", date: ago(19, 0), flags: read(), charset: "windows-1252",
			text: "Sehr geehrte Frau Lovelace,\n\ndas Zimmer kostet 12 € – Frühstück inbegriffen.\n",
		},
	}
}
