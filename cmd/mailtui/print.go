package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"time"

	"github.com/mailtui/mailtui/mail"
)

// printer writes the data of a command. The first error that stdout gives ends
// the command; those that follow are the same one.
type printer struct {
	out   *bufio.Writer
	enc   *json.Encoder
	form  jsonForm
	count int // of objects
	err   error
}

// print runs fn with a printer to stdout.
func (c *client) print(fn func(*printer)) error {
	p := c.newPrinter()
	fn(p)
	return p.flush()
}

func (c *client) newPrinter() *printer {
	p := &printer{out: bufio.NewWriter(c.stdout), form: c.json}
	p.enc = json.NewEncoder(p.out)
	p.enc.SetEscapeHTML(false)
	return p
}

// line prints a line for people.
func (p *printer) line(format string, args ...any) {
	p.keep(fmt.Fprintf(p.out, format+"\n", args...))
}

// object prints a JSON object on a line of its own, behind a comma in an array.
func (p *printer) object(v any) {
	if p.form == jsonArray {
		p.keep(p.out.WriteString(p.separator()))
	}
	p.count++
	p.keep(0, p.enc.Encode(v))
}

func (p *printer) separator() string {
	if p.count == 0 {
		return "["
	}
	return ","
}

func (p *printer) keep(_ int, err error) {
	if p.err == nil {
		p.err = err
	}
}

func (p *printer) flush() error {
	if p.form == jsonArray {
		if p.count == 0 {
			p.keep(p.out.WriteString("["))
		}
		p.line("]")
	}
	p.keep(0, p.out.Flush())
	if p.err != nil {
		return errLost
	}
	return nil
}

// errLost says that stdout does not take what is written.
var errLost = mail.Problem{Op: "print", Kind: mail.Full, Cause: mail.OutputLost, What: mail.Line("The output")}

// accountWord returns the id of an account to be printed.
func accountWord(id mail.AccountID) string { return mail.Line(string(id)).String() }

// addressJSON is an address as JSON prints it.
type addressJSON struct {
	Name string `json:"name"`
	Addr string `json:"addr"`
}

func addressesJSON(list []mail.Address) []addressJSON {
	all := make([]addressJSON, 0, len(list))
	for _, a := range list {
		all = append(all, addressJSON{a.Name.String(), a.Addr.String()})
	}
	return all
}

// timeJSON returns t as RFC 3339, nil (null) when it is not known.
func timeJSON(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.Format(time.RFC3339)
	return &s
}

// flagsJSON returns the words for flags. What people look for is mail they have
// not read, so it is "unread" that is told.
func flagsJSON(f mail.Flags) []string {
	words := []string{}
	if !f.Has(mail.Seen) {
		words = append(words, "unread")
	}
	for _, name := range mail.FlagNames() {
		if name.Flag != mail.Seen && f.Has(name.Flag) {
			words = append(words, name.Word)
		}
	}
	return words
}

// problemJSON returns the sentence of a problem, nil (null) for none.
func problemJSON(p *mail.Problem) *string {
	if p == nil {
		return nil
	}
	s := p.Sentence()
	return &s
}
