package demo

import (
	"fmt"
	"strings"

	"github.com/emersion/go-imap/v2"
)

// workAccount is Ada's mail at the engine works: long threads, a forwarded
// message, an invitation.
func workAccount() imapAccount {
	inbox := letters(buildLetters(), []letter{
		{
			id: "visit", from: charles(), to: []person{adaWork()}, subject: "Invitation: visit to the mill", date: ago(2, 310),
			text: "Please come and see it turn.\n", files: []file{invitation()},
		},
		{
			id: "forward", from: joan(), to: []person{adaWork()}, subject: "Fwd: Order of brass", date: ago(1, 45),
			text: "See the enclosed letter. The price is per pound, I hope.\n", files: []file{forwarded()},
		},
	})
	return imapAccount{
		Account{
			Name: "work", Email: adaWork().addr, FullName: adaWork().name, Protocol: "imap",
			User: "ada.work", Password: Password,
		},
		[]mailbox{
			{"INBOX", inbox},
			{"Archive", nil},
			{"Clients", nil},
			{"Clients/Royal Society", clientLetters()},
			{"Projects", nil},
			{"Projects/Difference Engine", longThread()},
			{"Sent", nil},
		},
	}
}

// forwarded is a whole message as an attachment.
func forwarded() file {
	inner := letter{
		id: "brass", from: person{"Brass & Sons", "sales@brass.example"}, to: []person{joan()},
		subject: "Order of brass", date: ago(1, 400), text: "Twelve pounds of brass, as ordered: 9s.\n",
	}
	body, err := inner.bytes()
	if err != nil {
		panic(err) // it is ASCII, written into memory
	}
	return file{"Order of brass.eml", "message/rfc822", body}
}

// buildLetters are what machines write to people.
func buildLetters() []letter {
	builder := person{"Engine builds", "builds@engine-works.example"}
	all := make([]letter, 0, 24)
	for i := range 24 {
		result, flags := "passed", read()
		if i%5 == 2 {
			result, flags = "failed", nil
		}
		var log strings.Builder
		for step := range 30 {
			fmt.Fprintf(&log, "step %2d: wheel %3d turned to %d\n", step+1, (i*30+step)%100, (i+step*step)%10)
		}
		if i%8 == 7 {
			flags = append(flags, imap.FlagFlagged)
		}
		all = append(all, letter{
			id: fmt.Sprintf("build.%d", i), from: builder, to: []person{adaWork()}, flags: flags,
			subject: fmt.Sprintf("Build %d %s", 1840+i, result), date: ago(24-i, 60+i),
			headers: []string{"Auto-Submitted: auto-generated"}, text: log.String() + "\nresult: " + result + "\n",
		})
	}
	return all
}

// longThread is one conversation with many branches.
func longThread() []letter {
	people := []person{charles(), joan(), adaWork(), edsger(), grace()}
	turns := make([]turn, 0, 40)
	for i := range 40 {
		text := fmt.Sprintf("Point %d: the carry must be finished before the next column moves.\n", i+1)
		on := i - 1
		if i%4 == 3 {
			on = i / 2 // a new branch
		}
		if i > 0 {
			text = quote(turns[max(on, 0)].from, turns[max(on, 0)].text) + "\n" + text
		}
		if len(text) > 1500 { // people do trim, sometimes
			text = fmt.Sprintf("Point %d, without the quotation.\n", i+1)
		}
		turns = append(turns, turn{
			from: people[i%len(people)], to: []person{{"Difference Engine", "difference@engine-works.example"}},
			days: 12 - i/4, mins: 60 - i%4*7, on: on, text: text, seen: i < 34,
		})
	}
	return conversation("difference", "How fast can a carry travel?", nil, turns...)
}

// engineList is a mailing list with several threads.
func engineList() []letter {
	headers := []string{
		"List-Id: Analytical engines <engines.lists.example>",
		"List-Post: <mailto:engines@lists.example>",
		"List-Unsubscribe: <mailto:engines-leave@lists.example>",
		"Precedence: list",
	}
	to := []person{{"Engines", "engines@lists.example"}}
	people := []person{kate(), alan(), grace(), luigi(), edsger(), mary()}
	topics := []string{
		"Cards that jam in wet weather", "Is a store of 1000 numbers enough?", "Naming the parts of the mill",
		"Steam or hand?", "[patch] shorten the carry", "Who still has the Turin drawings?",
	}
	var all []letter
	for n, topic := range topics {
		turns := make([]turn, 0, 6)
		for i := range 6 {
			turns = append(turns, turn{
				from: people[(n+i)%len(people)], to: to, days: 30 - n*4 - i/2, mins: 300 - i*40, on: i * 2 / 3,
				text: fmt.Sprintf("On %q, thought %d: it depends on the oil.\n", topic, i+1), seen: n < 4,
			})
		}
		for i := range turns {
			turns[i].on = min(turns[i].on, i-1)
		}
		all = append(all, conversation(fmt.Sprintf("engines.%d", n), "[engines] "+topic, headers, turns...)...)
	}
	return all
}

func clientLetters() []letter {
	all := make([]letter, 0, 12)
	for i := range 12 {
		all = append(all, letter{
			id: fmt.Sprintf("client.%d", i), from: person{"The Secretary", "secretary@royal-society.example"},
			to: []person{adaWork()}, subject: fmt.Sprintf("Question %d of the committee", i+1), date: ago(60-4*i, 12*i),
			flags: read(),
			text:  fmt.Sprintf("Sir or Madam,\n\nwhat use is a table of the %dth powers?\n\nThe Secretary\n", i+3),
		})
	}
	return all
}
