package message

import (
	"io"
	"strconv"

	"github.com/mailtui/mailtui/mail"
)

// files is told of the files that are packed in a part, one after the other.
type files interface {
	// begin returns where the content of the next file goes, or nil when no more
	// are wanted.
	begin(name string) io.Writer
	// rename tells a better name, before the end.
	rename(name string)
	// end tells that the file is over. Its error ends the unpacking.
	end() error
}

// packed is a file in a part, as Attachments tells of it.
type packed struct {
	name string
	file
}

// packing is what is packed in a part.
type packing struct {
	files []packed
	all   bool // there is nothing else in the part
}

// lister notes the files of a part.
type lister struct {
	c     *collector
	list  []packed
	under keeper
	name  string
}

func (l *lister) begin(name string) io.Writer {
	if l.c.packed >= MaxParts {
		l.c.m.Cut = true
		return nil
	}
	l.c.packed++
	l.under, l.name = keeper{}, name
	return &l.under
}

func (l *lister) rename(name string) { l.name = name }

func (l *lister) end() error {
	name := l.name[:min(len(l.name), maxParam)]
	l.list = append(l.list, packed{name, l.under.file()})
	return nil
}

// picker takes files of a part, and parts of those that are messages.
type picker struct {
	x      *extractor
	part   string
	n      int   // files up to the one under way
	inside *feed // what reads that one, nil: nothing
}

func (p *picker) begin(string) io.Writer {
	p.n++
	switch number := fileNumber(p.part, p.n); {
	case p.x.wanted[number]:
		return p.x.take(number)
	case p.x.around[number]:
		p.inside = newFeed(func(r io.Reader) error { return p.x.inner(number+".", r) })
		return p.inside
	default:
		return io.Discard
	}
}

func (p *picker) rename(string) {}

func (p *picker) end() error {
	if err := p.close(); err != nil {
		return err
	}
	if len(p.x.wanted) == 0 {
		return errStop
	}
	return nil
}

// close ends the reading of the file under way.
func (p *picker) close() (err error) {
	if p.inside != nil {
		err, p.inside = p.inside.close(), nil
	}
	return err
}

// packs reports whether a part may have files in it.
func packs(p mail.Part) bool { return isTNEF(p) || p.Type == "text/plain" && isReadable(p) }

// fileNumber returns the number of a file in a part, from 1: "2#1".
func fileNumber(part string, n int) string { return part + "#" + strconv.Itoa(n) }

// attachmentsIn returns the files of a part as attachments.
func (m *Message) attachmentsIn(p mail.Part) []Attachment {
	var list []Attachment
	for i, f := range m.packed[p.Number].files {
		inside := mail.Part{
			Number: fileNumber(p.Number, i+1), Type: f.kind, Disposition: "attachment",
			FileName: mail.Line(f.name), Size: f.size,
		}
		list = append(list, newAttachment(inside, f.file, true))
	}
	return list
}
