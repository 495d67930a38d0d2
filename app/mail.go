package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/config"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// Limits of what is read of one section to be shown; what is longer is cut by
// package message anyway.
const (
	maxText = 8 << 20
	maxHead = 4 << 10 // of a file: its type is told by its begin
)

// Mail reads what is in the store, and notes what the next sync is to read
// ([Mail.Want], [Mail.WantPart]). Its methods may be called from several
// goroutines; none of them waits for a network. Errors that a person can do
// something about are, or wrap, a [mail.Problem].
type Mail struct {
	store *cache.Store
	// wrong says what stops an account before the engine could: its file, or a
	// store that cannot be written.
	wrong map[mail.AccountID]*mail.Problem
	own   owned
}

// OpenMail opens the store for reading. A missing store is made.
func OpenMail(ctx context.Context, dirs config.Dirs) (*Mail, error) {
	store, err := openStore(ctx, dirs, nil)
	if err != nil {
		return nil, err
	}
	return &Mail{store: store}, nil
}

func openStore(ctx context.Context, dirs config.Dirs, onCommit func([]mail.Event)) (*cache.Store, error) {
	if err := RefuseShared(dirs.Data); err != nil {
		return nil, err
	}
	return cache.Open(ctx, filepath.Join(dirs.Data, "mail.db"), onCommit)
}

// Close closes the store. Nothing may be under way.
func (m *Mail) Close() error { return m.store.Close() }

// Accounts returns every account, in the order of the account files; those whose
// file is gone come last.
func (m *Mail) Accounts(ctx context.Context) (list []mail.Account, err error) {
	err = m.store.Read(ctx, func(tx *cache.ReadTx) error {
		list, err = tx.Accounts()
		return err
	})
	for i := range list {
		if p := m.wrong[list[i].ID]; p != nil {
			list[i].Phase, list[i].Problem = mail.PhaseStopped, p
		}
	}
	return list, err
}

// Folders returns the folders of every account, in the order to show them.
func (m *Mail) Folders(ctx context.Context) (list []mail.Folder, err error) {
	err = m.store.Read(ctx, func(tx *cache.ReadTx) error {
		list, err = tx.Folders("")
		return err
	})
	return list, err
}

// Page returns rows of a list, newest first.
func (m *Mail) Page(ctx context.Context, q mail.PageQuery) (list []mail.Summary, err error) {
	err = m.store.Read(ctx, func(tx *cache.ReadTx) error {
		list, err = tx.Page(q)
		return err
	})
	return list, err
}

// Summary returns the row of one message.
func (m *Mail) Summary(ctx context.Context, id mail.LocalID) (s mail.Summary, err error) {
	err = m.store.Read(ctx, func(tx *cache.ReadTx) error {
		s, err = tx.Summary(id)
		return err
	})
	return s, notFound(err, id)
}

// Questions returns what waits for the user, the oldest first.
func (m *Mail) Questions(ctx context.Context) (list []mail.Question, err error) {
	err = m.store.Read(ctx, func(tx *cache.ReadTx) error {
		list, err = tx.Questions()
		return err
	})
	return list, err
}

// Message returns a message to be read: all of it when it is here, else what is
// here of it. A message with no text here is a problem with the cause
// [mail.NotCached], or whatever stood in the way when it was wanted.
func (m *Mail) Message(ctx context.Context, id mail.LocalID) (*message.Message, error) {
	return m.More(ctx, id, "", 1)
}

// More is [Mail.Message], or [Mail.Embedded] of a part, with so many times as much
// of each text.
func (m *Mail) More(ctx context.Context, id mail.LocalID, part string, times int) (*message.Message, error) {
	open := func() (io.ReadCloser, error) { return m.whole(ctx, id) }
	if part != "" {
		open = func() (io.ReadCloser, error) { return m.Part(ctx, id, part) }
	}
	raw, err := open()
	if part == "" && isNotCached(err) {
		return m.assemble(ctx, id, times)
	}
	if err != nil {
		return nil, err
	}
	msg, err := message.Reader{Times: times}.Parse(raw)
	return msg, errors.Join(err, raw.Close())
}

// Want asks for the text of a message that is not here: the next sync, of
// whatever process, reads it.
func (m *Mail) Want(ctx context.Context, id mail.LocalID) error {
	return m.store.Write(ctx, func(tx *cache.Tx) error { return tx.Want(id, mail.Readable) })
}

// assemble returns a message of which only some sections are here.
func (m *Mail) assemble(ctx context.Context, id mail.LocalID, times int) (*message.Message, error) {
	var header []byte
	var parts []mail.Part
	var sections []string
	err := m.store.Read(ctx, func(tx *cache.ReadTx) error {
		row, err := tx.Summary(id)
		if err == nil && !row.Cached {
			err = missing(tx, id)
		}
		if err != nil {
			return err
		}
		if header, err = tx.Header(id); err != nil {
			return err
		}
		if parts, err = tx.Parts(id); err != nil {
			return err
		}
		sections, err = tx.Sections(id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read message %s: %w", id, err)
	}
	bodies := map[string][]byte{}
	for _, section := range sections {
		limit := int64(times) * maxText
		if i := slices.IndexFunc(parts, func(p mail.Part) bool { return p.Number == section }); i >= 0 && !isText(parts[i]) {
			limit = maxHead
		}
		if bodies[section], err = m.section(ctx, id, section, limit); err != nil {
			return nil, err
		}
	}
	if whole, ok := bodies[headerSection]; ok {
		header = whole
	}
	return message.Reader{Times: times}.Assemble(header, parts, bodies, nil), nil
}

// isText reports whether more of a part is looked at than what tells its type.
func isText(p mail.Part) bool {
	switch p.Type {
	case "application/ics", "application/ms-tnef", "application/vnd.ms-tnef":
		return true
	case "message/rfc822", "message/global":
		return false
	default:
		return strings.HasPrefix(p.Type, "text/") || strings.HasPrefix(p.Type, "message/")
	}
}

// missing says why the text of a message is not here.
func missing(tx *cache.ReadTx, id mail.LocalID) error {
	_, why, err := tx.WantState(id)
	switch {
	case err != nil:
		return err
	case why != nil:
		return *why
	default:
		return notCached(id)
	}
}

// headerSection is the section that holds a whole header (RFC 9051 §6.4.5).
const headerSection = "HEADER"

// section returns at most limit bytes of a section.
func (m *Mail) section(ctx context.Context, id mail.LocalID, section string, limit int64) ([]byte, error) {
	body, err := m.store.Body(ctx, id, section)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(body, limit))
	return b, errors.Join(err, body.Close())
}

// Raw opens the bytes of a whole message, as they were delivered. Without them
// it is a problem: with the cause [mail.NotFound] when there is no such message,
// with [mail.NotCached] when it is not here, with [mail.PartsOnly] when only what
// can be read of it is, or whatever stood in the way when it was wanted.
func (m *Mail) Raw(ctx context.Context, id mail.LocalID) (io.ReadCloser, error) {
	raw, err := m.whole(ctx, id)
	if !isNotCached(err) {
		return raw, err
	}
	return nil, errors.Join(m.store.Read(ctx, func(tx *cache.ReadTx) error {
		wants, err := tx.PartWants(id)
		if err == nil && len(wants) > 0 && wants[0].Part == "" && wants[0].Problem != nil {
			err = *wants[0].Problem
		}
		return err
	}), err)
}

// whole is Raw that does not look at why a message is not here.
func (m *Mail) whole(ctx context.Context, id mail.LocalID) (io.ReadCloser, error) {
	body, err := m.store.Body(ctx, id, "")
	if err == nil {
		return body, nil
	}
	if !errors.Is(err, cache.ErrNotFound) {
		return nil, err
	}
	row, err := m.Summary(ctx, id)
	if err != nil {
		return nil, err
	}
	p := notCached(id)
	if row.Cached {
		p.Cause = mail.PartsOnly
	}
	return nil, p
}

// Header returns the header of a message as it is here: complete when the
// message was read, else the fields that lists are made of.
func (m *Mail) Header(ctx context.Context, id mail.LocalID) ([]byte, error) {
	if raw, err := m.whole(ctx, id); err == nil {
		header, err := readHeader(raw)
		return header, errors.Join(err, raw.Close())
	} else if !isNotCached(err) {
		return nil, err
	}
	if header, err := m.section(ctx, id, headerSection, maxText); err == nil {
		return header, nil
	}
	var header []byte
	err := m.store.Read(ctx, func(tx *cache.ReadTx) (err error) {
		header, err = tx.Header(id)
		return err
	})
	return header, err
}

func isNotCached(err error) bool {
	p, ok := mail.ProblemOf(err)
	return ok && (p.Cause == mail.NotCached || p.Cause == mail.PartsOnly)
}

func notCached(id mail.LocalID) mail.Problem {
	return mail.Problem{Op: "read " + id.String(), Scope: mail.ScopeMessage, Kind: mail.Temporary, Cause: mail.NotCached}
}

// notFound gives an error of the store that a message is not in it the problem
// that names the message.
func notFound(err error, id mail.LocalID) error {
	if !errors.Is(err, cache.ErrNotFound) {
		return err
	}
	return mail.Problem{
		Op: "read", Scope: mail.ScopeMessage, Kind: mail.Gone, Cause: mail.NotFound,
		What: mail.Line("Message " + id.String()),
	}
}
