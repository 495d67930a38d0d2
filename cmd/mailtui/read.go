package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"github.com/mailtui/mailtui/app"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
	"github.com/mailtui/mailtui/render"
)

// maxMeasure is how wide text is laid out on a terminal at most.
const maxMeasure = 90

// messageJSON is a message as read prints it.
type messageJSON struct {
	V           int              `json:"v"`
	ID          string           `json:"id"`
	Account     string           `json:"account"`
	Folder      string           `json:"folder"`
	Thread      string           `json:"thread"`
	MessageID   string           `json:"message_id"`
	From        []addressJSON    `json:"from"`
	ReplyTo     []addressJSON    `json:"reply_to"`
	To          []addressJSON    `json:"to"`
	Cc          []addressJSON    `json:"cc"`
	Subject     string           `json:"subject"`
	Date        *string          `json:"date"`
	Flags       []string         `json:"flags"`
	Size        int64            `json:"size"`
	Text        string           `json:"text"`
	TextFrom    string           `json:"text_from"`
	HTML        bool             `json:"html"`
	Links       []linkJSON       `json:"links"`
	Notes       []string         `json:"notes"`
	Attachments []attachmentJSON `json:"attachments"`
	Warnings    []warningJSON    `json:"warnings"`
}

// linkJSON is a link of the text, where it stands as its number in brackets.
type linkJSON struct {
	Number int    `json:"n"`
	URL    string `json:"url"`
}

// attachmentJSON is a part that is not shown as text. Size and hash are those of
// the decoded bytes; while they are not here the size is an estimate, the hash null.
type attachmentJSON struct {
	Part   string  `json:"part"`
	Name   string  `json:"name"`
	Type   string  `json:"type"`
	Size   int64   `json:"size"`
	SHA256 *string `json:"sha256"`
	Cached bool    `json:"cached"`
}

// warningJSON is something about a message that its reader should know.
type warningJSON struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// codeLink is the code of a warning that a link may not lead where it seems to.
const codeLink = "link-misleads"

// readOptions are the flags of read.
type readOptions struct {
	raw, headers, plain, html bool
	width                     count
}

// look returns how the text is to be laid out: nothing is folded, as nobody could
// unfold it.
func (o readOptions) look() render.Options {
	look := render.Options{Width: o.width.n, Unfold: true, Suffixes: app.Suffixes()}
	switch {
	case o.plain:
		look.Prefer = render.PlainText
	case o.html:
		look.Prefer = render.HTMLText
	}
	return look
}

// exclude refuses flags that ask for two forms at once.
func (o readOptions) exclude(cmd *cobra.Command, json bool) error {
	form := ""
	for _, flag := range []struct {
		name  string
		given bool
	}{
		{"--raw", o.raw},
		{"--headers", o.headers},
		{"--plain", o.plain},
		{"--html", o.html},
		{"--json", json && (o.raw || o.headers)},
	} {
		switch {
		case !flag.given:
		case form != "":
			return usage(cmd, mail.FlagsExclude, form+" and "+flag.name)
		default:
			form = flag.name
		}
	}
	return nil
}

func (c *client) readCommand() *cobra.Command {
	o := readOptions{width: count{wrong: mail.NotWidth}}
	cmd := c.jsonFlag(&cobra.Command{
		Use: "read ID", Short: "Print a message",
		Long: "Print a message. The ids are those that list prints; mid:MESSAGE-ID names a message by\n" +
			"its Message-ID field. Of several forms of a text it is the one that says more.",
		Run: c.does(c.withMail(func(ctx context.Context, m *app.Mail, args []string) error {
			id, err := c.message(ctx, m, args[0])
			if err != nil {
				return err
			}
			ask := m.Want
			switch {
			case o.raw:
				ask = func(ctx context.Context, id mail.LocalID) error { return m.WantPart(ctx, id, "") }
				err = c.readRaw(ctx, m, id)
			case o.headers:
				err = c.readHeaders(ctx, m, id)
			default:
				err = c.readText(ctx, m, id, o.look())
			}
			return errors.Join(err, want(ctx, id, ask, err))
		})),
	})
	cmd.Args = func(cmd *cobra.Command, words []string) error {
		if err := o.exclude(cmd, c.json.on()); err != nil {
			return err
		}
		return oneMessage(cmd, words)
	}
	flags := cmd.Flags()
	flags.BoolVar(&o.raw, "raw", false, "the bytes as they were delivered")
	flags.BoolVar(&o.headers, "headers", false, "the header as it stands")
	flags.BoolVar(&o.plain, "plain", false, "the plain text of a message that has several forms")
	flags.BoolVar(&o.html, "html", false, "the HTML text of a message that has several forms")
	flags.Var(&o.width, "width", "wrap at so many cells; 0: at the terminal's width, not at all in a pipe")
	return cmd
}

// message returns the message that a word names: its id, or its Message-ID
// behind "mid:".
func (c *client) message(ctx context.Context, m *app.Mail, word string) (mail.LocalID, error) {
	if messageID, ok := strings.CutPrefix(word, "mid:"); ok {
		return m.ByMessageID(ctx, messageID)
	}
	id, err := mail.ParseLocalID(word)
	if err != nil {
		return 0, err
	}
	return id, nil
}

// want asks for a message that was not here, as its sentence promises: the next
// sync reads it.
func want(ctx context.Context, id mail.LocalID, ask func(context.Context, mail.LocalID) error, why error) error {
	p, ok := mail.ProblemOf(why)
	if !ok || p.Scope != mail.ScopeMessage || p.Kind != mail.Temporary {
		return nil
	}
	return ask(ctx, id)
}

// readRaw streams the bytes of a message: they are not for a terminal, and are
// refused there.
func (c *client) readRaw(ctx context.Context, m *app.Mail, id mail.LocalID) error {
	if isTerminal(c.stdout) {
		return mail.Problem{
			Op: "read", Kind: mail.Usage, Cause: mail.NotForTerminal, What: mail.Line("Message " + id.String()),
		}
	}
	raw, err := m.Raw(ctx, id)
	if err != nil {
		return err
	}
	_, err = io.Copy(c.stdout, raw)
	return errors.Join(outputError(err), raw.Close())
}

// outputError is an error of copying to stdout: that of the store as it is, else
// one of the output.
func outputError(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return errLost
	}
	return err
}

func (c *client) readHeaders(ctx context.Context, m *app.Mail, id mail.LocalID) error {
	header, err := m.Header(ctx, id)
	if err != nil {
		return err
	}
	return c.print(func(p *printer) {
		for line := range strings.Lines(mail.Block(string(header)).String()) {
			p.line("%s", strings.TrimSuffix(line, "\n"))
		}
	})
}

func (c *client) readText(ctx context.Context, m *app.Mail, id mail.LocalID, look render.Options) error {
	row, err := m.Row(ctx, id)
	if err != nil {
		return err
	}
	msg, err := m.Message(ctx, id)
	if err != nil {
		return err
	}
	warnings, err := m.Warnings(ctx, msg)
	if err != nil {
		return err
	}
	besides, err := readBeside(ctx, m, row.Account, msg)
	if err != nil {
		return err
	}
	if c.json.on() {
		return c.readJSON(ctx, m, row, msg, warnings, besides, look)
	}
	if look.Width == 0 {
		look.Width = measure(c.stdout)
	}
	doc := render.Render(msg, look)
	text := strings.TrimRight(doc.Text(), "\n")
	if strings.TrimSpace(text) == "" {
		text = besides.description
	}
	return c.print(func(p *printer) {
		printHead(p, msg.Header)
		for _, w := range warnings {
			p.line("%-8s %s", "Warning:", w.Text)
		}
		p.line("")
		if lines := slices.Concat(besides.words, besides.card); len(lines) > 0 {
			p.line("%s\n", strings.Join(lines, "\n"))
		}
		p.line("%s", text)
		for i, link := range doc.Links {
			if i == 0 {
				p.line("")
			}
			p.line("[%d] %s", i+1, link.URL)
			if !link.Warning.Empty() {
				p.line("    %s", link.Warning)
			}
		}
		for i, a := range msg.Attachments() {
			if i == 0 {
				p.line("")
			}
			p.line("attachment %s", attachmentLine(a))
		}
		for _, note := range doc.Notes {
			p.line("(%s)", note)
		}
	})
}

func printHead(p *printer, h message.Header) {
	for _, field := range []struct {
		name string
		list []mail.Address
	}{{"From", h.From}, {"Reply-To", h.ReplyTo}, {"To", h.To}, {"Cc", h.Cc}} {
		if len(field.list) == 0 {
			continue
		}
		words := make([]string, 0, len(field.list))
		for _, a := range field.list {
			a.Addr = message.ShownAddress(a.Addr)
			words = append(words, a.String())
		}
		p.line("%-8s %s", field.name+":", strings.Join(words, ", "))
	}
	if !h.Date.IsZero() {
		p.line("%-8s %s", "Date:", h.Date.Format(time.RFC1123Z))
	}
	p.line("%-8s %s", "Subject:", h.Subject)
}

func (c *client) readJSON(
	ctx context.Context, m *app.Mail, row app.Row, msg *message.Message, warnings []message.Warning,
	besides beside, look render.Options,
) error {
	look.Width = 0 // lines are as long as their paragraphs
	attachments, err := m.Attachments(ctx, row.ID, msg)
	if err != nil {
		return err
	}
	doc := render.Render(msg, look)
	text := doc.Text()
	if strings.TrimSpace(text) == "" {
		text = besides.instead()
	}
	h := msg.Header
	out := messageJSON{
		V: 1, ID: row.ID.String(), Account: accountWord(row.Account), Folder: row.Path.String(),
		Thread:    threadWord(row.Thread),
		MessageID: mail.Identity(h.MessageID).String(), From: addressesJSON(h.From), ReplyTo: addressesJSON(h.ReplyTo),
		To: addressesJSON(h.To), Cc: addressesJSON(h.Cc), Subject: h.Subject.String(), Date: timeJSON(h.Date),
		Flags: flagsJSON(row.Flags), Size: row.Size, Text: text, TextFrom: textFrom(doc), HTML: msg.HasHTML(),
		Links: make([]linkJSON, 0, len(doc.Links)), Notes: make([]string, 0, len(doc.Notes)),
		Attachments: make([]attachmentJSON, 0, len(attachments)), Warnings: []warningJSON{},
	}
	for i, link := range doc.Links {
		out.Links = append(out.Links, linkJSON{i + 1, link.URL.String()})
		if !link.Warning.Empty() {
			out.Warnings = append(out.Warnings, warningJSON{codeLink, fmt.Sprintf("[%d] %s", i+1, link.Warning)})
		}
	}
	for _, note := range doc.Notes {
		out.Notes = append(out.Notes, note.String())
	}
	for _, a := range attachments {
		out.Attachments = append(out.Attachments, newAttachmentJSON(a))
	}
	for _, a := range attachments {
		if risk := riskWord(a.Risk); risk != "" {
			text := mail.Line(a.Part.Number + ": " + a.Name.String() + ": " + a.Risk.Text().String())
			out.Warnings = append(out.Warnings, warningJSON{"attachment-" + risk, text.String()})
		}
	}
	for _, w := range warnings {
		out.Warnings = append(out.Warnings, warningJSON{w.Code, w.Text.String()})
	}
	return c.print(func(p *printer) { p.object(out) })
}

// attachmentLine is an attachment as people read it.
func attachmentLine(a message.Attachment) string {
	size := humanize.Bytes(uint64(max(a.Size, 0)))
	line := fmt.Sprintf("%s: %s (%s, %s)", a.Part.Number, a.Name, mail.Line(a.Type), size)
	if !a.Here {
		line += ", not on this machine yet"
	}
	if words := a.Risk.Text(); !words.Empty() {
		line += " ! " + words.String()
	}
	return line
}

func newAttachmentJSON(a app.Attachment) attachmentJSON {
	j := attachmentJSON{
		Part: a.Part.Number, Name: a.Name.String(), Type: mail.Line(a.Type).String(), Size: a.Size, Cached: a.Here,
	}
	if a.Here {
		hash := fmt.Sprintf("%x", a.Hash)
		j.SHA256 = &hash
	}
	return j
}

func textFrom(doc render.Document) string {
	if doc.HTML {
		return "html"
	}
	return "plain"
}

// measure returns the width for text on a terminal, 0 elsewhere.
func measure(w io.Writer) int {
	file, ok := w.(*os.File)
	if !ok || !term.IsTerminal(file.Fd()) {
		return 0
	}
	width, _, err := term.GetSize(file.Fd())
	if err != nil {
		return 0
	}
	return min(width, maxMeasure)
}
