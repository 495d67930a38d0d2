package demo

import (
	"fmt"
	"time"

	"github.com/emersion/go-imap/v2"
)

// The people of the world. Ada owns all three accounts.
func ada() person     { return person{"Ada Lovelace", "ada@analytical.example"} }
func adaWork() person { return person{"Ada Lovelace", "ada@engine-works.example"} }
func adaShop() person { return person{"Ada Lovelace", "ada@letterbox.example"} }
func grace() person   { return person{"Grace Hopper", "grace@navy.example"} }
func alan() person    { return person{"Alan Turing", "alan@bletchley.example"} }
func kate() person    { return person{"Kathleen Booth", "kathleen@birkbeck.example"} }
func edsger() person  { return person{"Edsger Dijkstra", "edsger@eindhoven.example"} }
func mary() person    { return person{"Mary Somerville", "mary@jedburgh.example"} }
func luigi() person   { return person{"Luigi Menabrea", "luigi@torino.example"} }
func charles() person { return person{"Charles Babbage", "charles@engine-works.example"} }
func joan() person    { return person{"Joan Clarke", "joan@engine-works.example"} }

// ago returns the moment that many days and minutes before [Now].
func ago(days, minutes int) time.Time {
	return Now().AddDate(0, 0, -days).Add(-time.Duration(minutes) * time.Minute)
}

// read returns flags with which most letters of the past lie there.
func read(more ...imap.Flag) []imap.Flag { return append([]imap.Flag{imap.FlagSeen}, more...) }

// turn is one letter of a conversation.
type turn struct {
	from person
	to   []person
	days int // before now
	mins int
	on   int // the turn it answers, counted from 0; below 0: the first
	text string
	seen bool
}

// conversation makes a thread of letters out of turns, oldest first.
func conversation(id, subject string, headers []string, turns ...turn) []letter {
	letters := make([]letter, 0, len(turns))
	for i, t := range turns {
		l := letter{
			id:      fmt.Sprintf("%s.%d", id, i),
			from:    t.from,
			to:      t.to,
			subject: subject,
			date:    ago(t.days, t.mins),
			headers: headers,
			text:    t.text,
		}
		if t.seen {
			l.flags = read()
		}
		if i > 0 {
			parent := letters[max(t.on, 0)]
			l.subject = "Re: " + subject
			l.parents = append(append([]string{}, parent.parents...), parent.id)
		}
		letters = append(letters, l)
	}
	return letters
}

// quote puts text into the form of a quotation (RFC 3676 §4.5).
func quote(who person, text string) string {
	quoted := who.name + " wrote:\n"
	start := 0
	for i := range text {
		if text[i] == '\n' {
			quoted += "> " + text[start:i+1]
			start = i + 1
		}
	}
	return quoted
}
