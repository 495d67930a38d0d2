package message

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
)

func TestCharsets(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"utf-8", "Grüße", "Grüße"},
		{"UTF8", "Grüße", "Grüße"},
		{`"utf-8"`, "Grüße", "Grüße"},
		{"utf-8", "Gr\xfc\xdfe", "Gr\uFFFDe"},
		{"us-ascii", "plain", "plain"},
		{"us-ascii", "Gr\xfc\xdfe", "Grüße"},
		{"us-ascii", "Grüße", "Grüße"},
		{"", "Gr\xfc\xdfe", "Grüße"},
		{"iso-8859-1", "\x80 Gr\xfc\xdfe \x93", "€ Grüße “"},
		{"latin1", "\xe9", "é"},
		{"iso-8859-2", "\xb3\xf3d\xbc", "łódź"},
		{"iso-8859-15", "\xa4", "€"},
		{"windows-1250", "\xb3\xf3d\x9f", "łódź"},
		{"cp1251", "\xcf\xf0\xe8\xe2\xe5\xf2", "Привет"},
		{"win-1251", "\xcf\xf0\xe8\xe2\xe5\xf2", "Привет"},
		{"koi8-u", "\xf0\xd2\xc9\xd7\xc5\xd4", "Привет"},
		{"ibm850", "\x81", "ü"},
		{"cp437", "\x81", "ü"},
		{"macintosh", "\x8a", "ä"},
		{"shift_jis", "\x93\xfa\x96{", "日本"},
		{"cp932", "\x93\xfa\x96{", "日本"},
		{"euc-jp", "\xc6\xfc\xcb\xdc", "日本"},
		{"iso-2022-jp", "\x1b$BF|K\\\x1b(B", "日本"},
		{"iso-2022-jp-ms", "\x1b$BF|K\\\x1b(B", "日本"},
		{"euc-kr", "\xc7\xd1\xb1\xb9", "한국"},
		{"cp949", "\xc7\xd1\xb1\xb9", "한국"},
		{"uhc", "\xc7\xd1\xb1\xb9", "한국"},
		{"ks_c_5601-1987", "\xc7\xd1\xb1\xb9", "한국"},
		{"gb2312", "\xd6\xd0\xce\xc4", "中文"},
		{"gbk", "\xd6\xd0\xce\xc4", "中文"},
		{"gb18030", "\xd6\xd0\xce\xc4", "中文"},
		{"hz-gb-2312", "~{VPND~}", "中文"},
		{"big5", "\xa4\xa4\xa4\xe5", "中文"},
		{"tis-620", "\xe4\xb7\xc2", "ไทย"},
		{"utf-16", "\xfe\xff\x00a\x65\xe5", "a日"},
		{"utf-16le", "a\x00\xe5\x65", "a日"},
		{"utf-32", "\x00\x00\x00a\x00\x00\x65\xe5", "a日"},
		{"utf-32le", "a\x00\x00\x00\xe5\x65\x00\x00", "a日"},
		{"utf-7", "+ADw-b+AD4-", "+ADw-b+AD4-"},
		{"unicode-1-1-utf-7", "+ADw-", "+ADw-"},
		{"x-unknown", "Gr\xfc\xdfe", "Grüße"},
		{"unknown-8bit", "Grüße", "Grüße"},
		{"8bit", "Grüße", "Grüße"},
		{"default", "Grüße", "Grüße"},
		{"", "\x1b$BF|K\\\x1b(B", "日本"},
		{"", "Grüße pay \x1b$ 5", "Grüße pay \x1b$ 5"},
		{"us-ascii", "say \x1b$BF|K\\\x1b(B", "say 日本"},
		{"646", "abc", "abc"},
		{"euc-tw", "Gr\xfc\xdfe", "Grüße"},
		{"viscii", "abc", "abc"},
		{"iso-2022-kr", "abc", "abc"},
		{"\x1b[2J", "abc", "abc"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := toUTF8(tt.name, []byte(tt.in)); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestGuess: long undeclared text is recognised by its letters; short text of
// an unknown charset is taken for windows-1252.
func TestGuess(t *testing.T) {
	t.Parallel()
	const russian = "Здравствуйте, дорогие друзья! Сегодня мы хотим рассказать вам о том, как работает наша почта. " +
		"Все письма хранятся на вашем компьютере, и вы можете читать их без подключения к сети."
	tests := []struct {
		name, text string
		enc        encoding.Encoding
	}{
		{"Shift JIS", strings.Repeat("これは日本語の文章です。よろしくお願いします。", 3), japanese.ShiftJIS},
		{"EUC-JP", strings.Repeat("これは日本語の文章です。よろしくお願いします。", 3), japanese.EUCJP},
		{"KOI8-R", russian, charmap.KOI8R},
		{"windows-1251", russian, charmap.Windows1251},
		{"windows-1252", "Die Hasen und die Frösche “klagten” über ihre mißliche Lage – für 5 €", charmap.Windows1252},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			raw, err := tt.enc.NewEncoder().Bytes([]byte(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			if got := toUTF8("", raw); got != tt.text {
				t.Errorf("got %.80q", got)
			}
		})
	}
}

func TestHTMLTellsItsCharset(t *testing.T) {
	t.Parallel()
	m := parse(t, []byte("Content-Type: text/html\n\n<meta charset=iso-8859-2><p>\xb3\xf3d\xbc</p>"))
	if got := m.Bodies(Plain)[0].Text; !strings.Contains(got, "łódź") {
		t.Errorf("got %q", got)
	}
}
