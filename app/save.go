package app

import (
	"context"
	"errors"
	"io"

	"github.com/mailtui/mailtui/desktop"
	"github.com/mailtui/mailtui/mail"
)

// SaveEach saves attachments of a message into a folder that exists, all of them
// for no parts, in as few readings of the message as there can be, and says what
// became of each, in the order of parts. "~" is the home folder. No file is
// replaced: a name that is taken gets a number. A part that is not here keeps no
// other from being saved: its error is that of [Mail.Part]. What keeps the others
// from it is the error of them all, which is, or wraps, a [mail.Problem]: what
// stops reading the message, or with one of the causes FileMissing, NotFolder,
// FileUnreadable, FileUnwritable and DiskFull.
func (m *Mail) SaveEach(
	ctx context.Context, id mail.LocalID, parts []string, dir string,
) (saved []mail.Saved, err error) {
	at := map[string]int{}
	add := func(part string) {
		if _, twice := at[part]; !twice {
			at[part] = len(saved)
			saved = append(saved, mail.Saved{Part: part})
		}
	}
	for _, part := range parts {
		add(part)
	}
	msg, err := m.Message(ctx, id)
	if err != nil {
		return saved, err
	}
	if len(parts) == 0 {
		for _, f := range msg.Attachments() {
			add(f.Part.Number)
		}
	}
	folder, err := desktop.OpenFolder(dir)
	if err != nil {
		return saved, err
	}
	defer func() { err = errors.Join(err, folder.Close()) }()
	find := m.find(id, msg)
	names := map[string]string{}
	var here []string
	for i, s := range saved {
		file, err := find.attachment(ctx, s.Part)
		if ctx.Err() != nil {
			return saved, ctx.Err()
		}
		if err != nil {
			saved[i].Err = err
			continue
		}
		names[s.Part] = file.Name.String()
		here = append(here, s.Part)
	}
	return saved, m.eachPart(ctx, id, here, func(part string, content io.Reader, missing error) (err error) {
		s := &saved[at[part]]
		if missing != nil {
			s.Err = missing
			return ctx.Err()
		}
		s.Path, err = folder.Save(names[part], content)
		return err
	})
}
