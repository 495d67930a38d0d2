package wire

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestRepairMailbox(t *testing.T) {
	for _, tt := range []struct{ name, in, out string }{
		{"plain", "INBOX/a b", "INBOX/a b"},
		{"of RFC 3501", "~peter/mail/&U,BTFw-/&ZeVnLIqe-", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"},
		{"ampersand", "R&-D", "R&-D"},
		{"bare ampersand", "R&D", "R&-D"},
		{"bare ampersand at the end", "R&", "R&-"},
		{"shift after shift", "&U,BTFw-&ZeVnLIqe-", "&-U,BTFw-&-ZeVnLIqe-"},
		{"printable in a shift", "&AGE-", "&-AGE-"},
		{"half a surrogate", "&2D0-", "&-2D0-"},
		{"surrogates", "&2D3eAA-", "&2D3eAA-"},
		{"nothing in a shift is base64", "&!!-", "&-!!-"},
		{"UTF-8", "Entwürfe", "Entwürfe"},
		{"UTF-8 and an ampersand", "ü&x", "&APw-&-x"},
		{"controls", "a\x1b\x7f\nb", "a&ABsAfwAK-b"},
		{"no text", "a\xffb", "a&,,0-b"},
		{"no text, an emoji", "\xff😀", "&,,3YPd4A-"},
		{"empty", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := string(repairMailbox([]byte(tt.in)))
			if got != tt.out {
				t.Errorf("got %q, want %q", got, tt.out)
			}
		})
	}
}

// FuzzMailbox: a repaired name is always one that the library decodes, and one
// that needs no repair stays as it is.
func FuzzMailbox(f *testing.F) {
	for _, seed := range []string{"a&b", "&U,BTFw-", "ü&", "&-&-", "&AAA-", "a\x00", "\xff", "&2D3eAA-"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, name []byte) {
		got := repairMailbox(name)
		if !validMailbox(got) {
			t.Errorf("%q became %q", name, got)
		}
		if validMailbox(name) && !bytes.Equal(got, name) {
			t.Errorf("%q was right, and became %q", name, got)
		}
		if utf8.Valid(name) && !bytes.ContainsRune(name, '&') && !bytes.ContainsFunc(name, isControl) && !bytes.Equal(got, name) {
			t.Errorf("%q needs no encoding, and became %q", name, got)
		}
	})
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

func TestValidBody(t *testing.T) {
	const (
		plain    = `("text" "plain" ("charset" "utf-8") NIL NIL "7bit" 5 1)`
		envelope = `(NIL "s" (("n" NIL "m" "h")) NIL NIL NIL NIL NIL NIL "<id>")`
	)
	for _, tt := range []struct {
		name, body string
		valid      bool
	}{
		{"text", plain, true},
		{"text of mox without a type", `("" "" NIL NIL NIL "" 7)`, true},
		{"text with everything", `("text" "plain" NIL "<id>" "d" "7bit" 5 1 "md5" ("inline" ("a" "b")) ("de" "en") "loc")`, true},
		{"one language", `("text" "plain" NIL NIL NIL "7bit" 5 1 NIL NIL "de" NIL)`, true},
		{"other", `("image" "png" NIL NIL NIL "base64" 5)`, true},
		{"other with a disposition", `("image" "png" NIL NIL NIL "base64" 5 NIL ("attachment" NIL))`, true},
		{"multipart", `(` + plain + plain + ` "mixed")`, true},
		{"multipart with everything", `(` + plain + ` "mixed" ("boundary" "x") NIL NIL NIL)`, true},
		{"message", `("message" "rfc822" NIL NIL NIL "7bit" 5 ` + envelope + plain + ` 3)`, true},
		{"message without what is in it", `("message" "rfc822" NIL NIL NIL "7bit" 5)`, true},

		{"nothing", `NIL`, false},
		{"empty", `()`, false},
		{"multipart of nothing", `("mixed")`, false},
		{"multipart without a type", `(` + plain + `)`, false},
		{"subtype NIL", `("text" NIL NIL NIL NIL "7bit" 5 1)`, false},
		{"size NIL", `("text" "plain" NIL NIL NIL "7bit" NIL 1)`, false},
		{"size below 0", `("text" "plain" NIL NIL NIL "7bit" -1 1)`, false},
		{"size beyond 32 bits", `("text" "plain" NIL NIL NIL "7bit" 99999999999 1)`, false},
		{"lines NIL", `("text" "plain" NIL NIL NIL "7bit" 5 NIL)`, false},
		{"odd parameters", `("text" "plain" ("charset") NIL NIL "7bit" 5 1)`, false},
		{"parameters in a list", `("text" "plain" (("a" "b")) NIL NIL "7bit" 5 1)`, false},
		{"parameters that are none", `("text" "plain" 7 NIL NIL "7bit" 5 1)`, false},
		{"id a list", `("text" "plain" NIL () NIL "7bit" 5 1)`, false},
		{"disposition alone", `("image" "png" NIL NIL NIL "base64" 5 NIL "attachment")`, false},
		{"language a number", `("text" "plain" NIL NIL NIL "7bit" 5 1 NIL NIL 7)`, false},
		{"languages of numbers", `("text" "plain" NIL NIL NIL "7bit" 5 1 NIL NIL (7))`, false},
		{"short envelope", `("message" "rfc822" NIL NIL NIL "7bit" 5 (NIL NIL) ` + plain + ` 3)`, false},
		{"short address", `("message" "rfc822" NIL NIL NIL "7bit" 5 ` + strings.Replace(envelope, `"m" `, "", 1) + plain + ` 3)`, false},
		{"bad part", `(` + plain + `("text") "mixed")`, false},
		{"more than is known", `("image" "png" NIL NIL NIL "base64" 5 NIL NIL NIL NIL "x")`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := parser{b: []byte(tt.body)}
			n, out := p.value()
			if out != done {
				t.Fatal("it cannot be parsed")
			}
			if got := validBody(n); got != tt.valid {
				t.Errorf("valid: %t", got)
			}
		})
	}
}

// FuzzParser: a value that was read and written reads the same again.
func FuzzParser(f *testing.F) {
	for _, seed := range []string{`("a" b (NIL 7) {3}` + "\r\nabc)", `"\"\\"`, "{0}\r\n", "((((", `nil`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		p := parser{b: input}
		n, out := p.value()
		if out != done {
			return
		}
		written := appendNode(nil, n)
		again, out := (&parser{b: written}).value()
		if out != done || !bytes.Equal(appendNode(nil, again), written) {
			t.Errorf("%q was written as %q", input, written)
		}
	})
}
