package app

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/url"
	"strings"

	"github.com/mailtui/mailtui/desktop"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
	"github.com/mailtui/mailtui/render"
	"github.com/mailtui/mailtui/web"
)

// SavePage saves a message as a page for a browser into a folder, as
// [Mail.SaveEach] saves attachments, and returns its path. Nothing in the page
// is loaded when it is shown.
func (m *Mail) SavePage(ctx context.Context, id mail.LocalID, dir string) (path string, err error) {
	page, name, err := m.page(ctx, id, false)
	if err != nil {
		return "", err
	}
	folder, err := desktop.OpenFolder(dir)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, folder.Close()) }()
	return folder.Save(name, bytes.NewReader(page))
}

// page returns a message as a page for a browser, and what the file is called.
func (m *Mail) page(ctx context.Context, id mail.LocalID, remote bool) (page []byte, name string, err error) {
	msg, err := m.Message(ctx, id)
	if err != nil {
		return nil, "", err
	}
	var shown []string
	for _, i := range render.Images(msg) {
		if i.Part != "" && i.Shown && len(shown) < web.MaxPictures {
			shown = append(shown, i.Part)
		}
	}
	parts := map[string][]byte{}
	err = m.eachPicture(ctx, id, shown, func(part string, data []byte, _ *mail.Problem) error {
		parts[part] = data // one that is not here is left out
		return nil
	})
	if err != nil {
		return nil, "", err
	}
	subject := strings.NewReplacer("/", "_", `\`, "_").Replace(msg.Header.Subject.String())
	if subject == "" {
		subject = "message"
	}
	page = render.Page(msg, render.PageOptions{Remote: remote, Parts: parts})
	return page, message.SafeFileName(subject) + ".html", nil
}

// eachPicture tells do of the bytes of attached pictures, or of what the user has
// to be told of one that is not here or too large.
func (m *Mail) eachPicture(
	ctx context.Context, id mail.LocalID, parts []string, do func(string, []byte, *mail.Problem) error,
) error {
	return m.eachPart(ctx, id, parts, func(part string, content io.Reader, missing error) error {
		var wrong mail.Problem
		if errors.As(missing, &wrong) {
			return do(part, nil, &wrong)
		}
		if missing != nil {
			return missing
		}
		data, err := io.ReadAll(io.LimitReader(content, web.MaxPicture+1))
		if err != nil {
			return err
		}
		if len(data) > web.MaxPicture {
			return do(part, nil, &mail.Problem{
				Op: "picture", Scope: mail.ScopeMessage, Kind: mail.Rejected, Cause: mail.PictureTooLarge,
				What: mail.Line("Part " + part),
			})
		}
		return do(part, data, nil)
	})
}

// Pipe returns the command that a line names, with the bytes of a message as its
// input. There is no shell: the line is one program and its arguments. The error
// is that of [Mail.Raw], or a [mail.Problem] with one of the causes NeedsShell
// and NotStarted.
func (m *Mail) Pipe(ctx context.Context, id mail.LocalID, line string) (mail.Command, error) {
	raw, err := m.Raw(ctx, id) // now, while the screen is still ours
	if err != nil {
		return nil, err
	}
	if err := raw.Close(); err != nil {
		return nil, err
	}
	return desktop.Pipe(ctx, line, func() (io.ReadCloser, error) { return m.Raw(ctx, id) })
}

// OpenURL hands an address to the user's browser or mail program. Anything but
// http, https and mailto is a [mail.Problem] with the cause BadURL; others are
// OverSSH, NoOpener and NotOpened. Of a mailto address only that is handed on
// which a stranger may ask for ([message.Mailto]): there are mail programs that
// attach the user's files on request.
func (a *App) OpenURL(ctx context.Context, address string) error {
	if scheme, _, _ := strings.Cut(address, ":"); !strings.EqualFold(scheme, "mailto") {
		return desktop.OpenURL(ctx, address)
	}
	m, err := message.ParseMailto(address)
	if err != nil {
		return mail.Problem{Op: "open", Kind: mail.Rejected, Cause: mail.BadURL, What: mail.Line(address)}
	}
	return desktop.OpenURL(ctx, mailto(m))
}

// mailto writes a mailto URL (RFC 6068).
func mailto(m message.Mailto) string {
	encode := func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
	list := func(all []mail.Address) string {
		encoded := make([]string, 0, len(all))
		for _, a := range all {
			encoded = append(encoded, strings.ReplaceAll(encode(a.Addr.String()), "%40", "@"))
		}
		return strings.Join(encoded, ",")
	}
	body := strings.ReplaceAll(m.Body.String(), "\n", "\r\n")
	address, sign := "mailto:"+list(m.To), "?"
	for _, f := range [][2]string{
		{"cc", list(m.Cc)},
		{"subject", encode(m.Subject.String())},
		{"body", encode(body)},
		{"in-reply-to", encode(m.InReplyTo)},
	} {
		if f[1] != "" {
			address += sign + f[0] + "=" + f[1]
			sign = "&"
		}
	}
	return address
}

// OpenPart hands a copy of an attachment to the program that the user has for it.
// Without sure, one that is not what its name says is a [mail.Problem] with the
// cause Disguised, to be asked about; one that could be run is never opened
// (IsProgram), nor is one of a type that is not known (NoReader). All of its bytes
// decide: of a message that is kept in parts they are not looked at before. Other
// errors are those of [Mail.Part], and problems with the causes OverSSH, NoOpener
// and NotOpened. The copy is deleted by Close.
func (a *App) OpenPart(ctx context.Context, id mail.LocalID, part string, sure bool) error {
	msg, err := a.Message(ctx, id)
	if err != nil {
		return err
	}
	file, err := a.find(id, msg).attachment(ctx, part)
	if err != nil {
		return err
	}
	refused := mail.Problem{Op: "open", Scope: mail.ScopeMessage, Kind: mail.Rejected, What: file.Name}
	name, known := desktop.FileName(file.Name.String(), file.Type)
	switch {
	case file.Risk == message.Program:
		refused.Cause = mail.IsProgram
		return refused
	case !known:
		refused.Cause = mail.NoReader
		return refused
	case file.Risk == message.Disguised && !sure:
		refused.Cause = mail.Disguised
		return refused
	}
	examined := message.Examine(file)
	check := func() error {
		switch risk := examined.Risk(); {
		case risk == message.Program:
			refused.Cause = mail.IsProgram
		case risk == message.Disguised && !sure:
			refused.Cause = mail.Disguised
		default:
			return nil
		}
		return refused
	}
	content, err := a.Part(ctx, id, part)
	if err != nil {
		return err
	}
	err = a.temp.Open(ctx, name, &checked{io.TeeReader(content, examined), check})
	return errors.Join(err, content.Close())
}

// checked reads what is looked at when all of it has passed: then it ends, or
// fails.
type checked struct {
	io.Reader
	check func() error
}

// Read reads on.
func (c *checked) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	if errors.Is(err, io.EOF) {
		if refused := c.check(); refused != nil {
			err = refused
		}
	}
	return n, err
}

// Browse shows a message in the user's browser, from a copy that is deleted by
// Close. With remote the browser loads its pictures. Where there is no browser it
// is a [mail.Problem] with one of the causes OverSSH, NoOpener and NotOpened:
// [Mail.SavePage] saves the same copy.
func (a *App) Browse(ctx context.Context, id mail.LocalID, remote bool) error {
	page, name, err := a.page(ctx, id, remote)
	if err != nil {
		return err
	}
	return a.temp.Open(ctx, name, bytes.NewReader(page))
}
