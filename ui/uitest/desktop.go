package uitest

import (
	"context"
	"strings"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// OpenURL implements the desktop.
func (s *Store) OpenURL(_ context.Context, url string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.call("OpenURL %s", url)
	return s.Err
}

// OpenPart implements the desktop. What is not here is not opened.
func (s *Store) OpenPart(_ context.Context, id mail.LocalID, part string, sure bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.call("OpenPart %d %s %v", id, part, sure)
	if m := s.Partial[id]; m != nil && s.Err == nil {
		for _, a := range m.Attachments() {
			if a.Part.Number == part && !a.Here {
				return mail.Problem{Cause: mail.NotCached}
			}
		}
	}
	return s.Err
}

// SaveEach implements the desktop. A file is called by its section number.
func (s *Store) SaveEach(_ context.Context, id mail.LocalID, parts []string, dir string) ([]mail.Saved, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.call("SaveEach %d %v %s", id, parts, dir)
	list := make([]mail.Saved, len(parts))
	for i, part := range parts {
		list[i] = mail.Saved{Part: part, Err: s.SaveErrors[part]}
		if list[i].Err == nil && s.SaveErrors[""] == nil {
			list[i].Path = dir + "/" + part
		}
	}
	return list, s.SaveErrors[""]
}

// Browse implements the desktop.
func (s *Store) Browse(_ context.Context, id mail.LocalID, remote bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.call("Browse %d %v", id, remote)
	return s.Err
}

// SavePage implements the desktop.
func (s *Store) SavePage(_ context.Context, id mail.LocalID, dir string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.call("SavePage %d %s", id, dir)
	return dir + "/page.html", s.SaveErrors[""]
}

// Pipe implements the desktop: the command is Command.
func (s *Store) Pipe(_ context.Context, id mail.LocalID, line string) (mail.Command, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.call("Pipe %d %s", id, line)
	return s.Command, s.Err
}

// Pictures implements the desktop: they are PictureList.
func (s *Store) Pictures(_ context.Context, id mail.LocalID, remote bool) ([]mail.Picture, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.call("Pictures %d %v", id, remote)
	return s.PictureList, s.Err
}

// VerifyDKIM implements the desktop.
func (s *Store) VerifyDKIM(_ context.Context, id mail.LocalID) (mail.Text, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.call("VerifyDKIM %d", id)
	return mail.Line("The signature of navy.example fits; that is the sender's domain."), s.Err
}

// Unsubscribe implements the desktop.
func (s *Store) Unsubscribe(_ context.Context, id mail.LocalID) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.call("Unsubscribe %d", id)
	if m, err := message.Parse(strings.NewReader(s.Bodies[id])); err == nil && s.Unreachable && s.Err == nil {
		if u, ok := m.Unsubscribe(); ok {
			if r, ok := u.Mailed(); ok {
				s.Leaves = append(s.Leaves, r.To.Addr.String())
			}
		}
	}
	return s.ListPage, s.Err
}
