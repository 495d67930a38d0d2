package app

import (
	"context"
	"errors"
	"io"

	"github.com/mailtui/mailtui/desktop"
	"github.com/mailtui/mailtui/mail"
)

// Saved is an attachment that was to be saved.
type Saved struct {
	Part string
	Path string // absolute; empty: it is not there
	Err  error  // why its bytes are not here: that of [Mail.Part]
}

// SaveParts saves attachments of a message into a folder that exists, all of
// them for no parts, and returns their absolute paths. "~" is the home folder.
// No file is replaced: a name that is taken gets a number. On an error the paths
// are those of the files that are there, and the error is, or wraps, a
// [mail.Problem]: what stops reading the message or the part, or with one of the
// causes FileMissing, NotFolder, FileUnreadable, FileUnwritable and DiskFull.
func (m *Mail) SaveParts(ctx context.Context, id mail.LocalID, parts []string, dir string) ([]string, error) {
	saved, err := m.saveParts(ctx, id, parts, dir, func(err error) error { return err })
	var paths []string
	for _, s := range saved {
		if s.Path != "" {
			paths = append(paths, s.Path)
		}
	}
	return paths, err
}

// SaveEach is SaveParts that goes on when a part is not here, and says so of it.
func (m *Mail) SaveEach(ctx context.Context, id mail.LocalID, parts []string, dir string) ([]Saved, error) {
	return m.saveParts(ctx, id, parts, dir, func(error) error { return ctx.Err() })
}

// saveParts saves parts in as few readings of the message as there can be, and
// returns what became of each. without is told of one that is not here; with its
// error nothing is saved but what comes before that part.
func (m *Mail) saveParts(
	ctx context.Context, id mail.LocalID, parts []string, dir string, without func(error) error,
) (saved []Saved, err error) {
	msg, err := m.Message(ctx, id)
	if err != nil {
		return nil, err
	}
	if len(parts) == 0 {
		for _, f := range msg.Attachments() {
			parts = append(parts, f.Part.Number)
		}
	}
	folder, err := desktop.OpenFolder(dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, folder.Close()) }()
	find := m.find(id, msg)
	at, names := map[string]int{}, map[string]string{}
	var here []string
	var end error
	for _, part := range parts {
		if _, twice := at[part]; twice {
			continue
		}
		at[part] = len(saved)
		file, err := find.attachment(ctx, part)
		saved = append(saved, Saved{Part: part, Err: err})
		if err == nil {
			names[part] = file.Name.String()
			here = append(here, part)
		} else if end = without(err); end != nil {
			break
		}
	}
	err = m.eachPart(ctx, id, here, func(part string, content io.Reader, missing error) (err error) {
		s := &saved[at[part]]
		if missing != nil {
			s.Err = missing
			return without(missing)
		}
		s.Path, err = folder.Save(names[part], content)
		return err
	})
	if err == nil {
		err = end
	}
	return saved, err
}
