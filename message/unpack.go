package message

import (
	"fmt"
	"io"
	"strconv"
	"strings"

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

// picker takes one file of a part.
type picker struct {
	left  int // files up to the one that is wanted
	w     io.Writer
	found bool
}

func (p *picker) begin(string) io.Writer {
	if p.left--; p.left == 0 {
		return p.w
	}
	return io.Discard
}

func (p *picker) rename(string) {}

func (p *picker) end() error {
	if p.found = p.left == 0; p.found {
		return errStop
	}
	return nil
}

// packs reports whether a part may have files in it.
func packs(p mail.Part) bool { return isTNEF(p) || p.Type == "text/plain" && isReadable(p) }

// cutNumber splits the number of an attachment into that of its part and which
// file in it, from 1: "2#1". It is 0 for the part itself.
func cutNumber(number string) (part string, file int) {
	part, rest, ok := strings.Cut(number, "#")
	if file, err := strconv.Atoi(rest); ok && err == nil && file > 0 {
		return part, file
	}
	return number, 0
}

// attachmentsIn returns the files of a part as attachments.
func (m *Message) attachmentsIn(p mail.Part) []Attachment {
	var list []Attachment
	for i, f := range m.packed[p.Number].files {
		inside := mail.Part{
			Number: fmt.Sprintf("%s#%d", p.Number, i+1), Type: f.kind, Disposition: "attachment",
			FileName: mail.Line(f.name), Size: f.size,
		}
		list = append(list, newAttachment(inside, f.file, true))
	}
	return list
}
