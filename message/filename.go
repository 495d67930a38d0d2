package message

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mailtui/mailtui/mail"
)

const (
	maxFileName = 200 // bytes; a " (2)" and the file systems' 255 leave room
	unnamed     = "attachment"
)

// SafeFileName makes a name from outside a name for a file in a folder: its last
// element only, nothing that a terminal or a shell takes for something else, no
// leading dot or dash, single spaces, valid UTF-8, 1 to 200 bytes, with its
// extension.
func SafeFileName(name string) string {
	name = strings.ReplaceAll(name, `\`, "/")
	name = name[strings.LastIndexByte(name, '/')+1:]
	// The sanitiser first: what it spells out must not be cut in two.
	name = mail.Identity(name).String()
	name = strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError || unicode.IsControl(r):
			return '_'
		case strings.ContainsRune(`/:*?"<>|`, r):
			return '_'
		}
		return r
	}, name)
	name = strings.Join(strings.Fields(name), " ") // many of them hide what is behind
	name = strings.TrimRight(strings.TrimLeft(name, ".- "), ". ")
	name = shorten(name)
	if name == "" {
		return unnamed
	}
	return name
}

// shorten cuts a name that is too long, keeping a short extension.
func shorten(name string) string {
	if len(name) <= maxFileName {
		return name
	}
	ext := path.Ext(name)
	if len(ext) > 16 {
		ext = ""
	}
	stem := strings.ToValidUTF8(name[:maxFileName-len(ext)], "")
	return strings.TrimRight(stem, ". ") + ext
}
