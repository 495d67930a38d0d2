package message

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/emersion/go-message/charset"
	"github.com/saintfish/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// init tells go-message v0.18.2 what it lacks: names that mail uses and no
// registry has, and names that it reads in a narrower sense than senders write
// them ("iso-8859-1" is windows-1252 to every one of them, "gb2312" the larger
// set that contains it). A nil encoding makes it refuse a name.
func init() {
	for _, r := range []struct {
		enc   encoding.Encoding
		names string
	}{
		// With 8-bit bytes in it, it is something else: to be guessed.
		{nil, "us-ascii ascii ansi_x3.4-1968 646 iso646-us"},
		// UTF-7 hides characters from every check before it is decoded. As
		// ASCII its words are still readable.
		{nil, "utf-7 utf7 unicode-1-1-utf-7 csutf7"},
		// x/text knows the names and makes one U+FFFD of any text.
		{nil, "iso-2022-kr csiso2022kr iso-2022-cn iso-2022-cn-ext replacement x-user-defined"},
		{unicode.UTF8, "utf8 unicode-1-1-utf-8"},
		{charmap.Windows1252, "iso-8859-1 iso8859-1 iso_8859-1 iso_8859-1:1987 iso-ir-100 latin1 l1"},
		{charmap.Windows1252, "ibm819 cp819 csisolatin1"},
		{charmap.Windows1254, "iso-8859-9 iso8859-9 iso_8859-9 iso_8859-9:1989 iso-ir-148 latin5 l5 csisolatin5"},
		{charmap.Windows874, "cp874"},
		{japanese.ShiftJIS, "cp932 ms932 x-ms-cp932 windows-932"},
		{japanese.ISO2022JP, "iso-2022-jp-1 iso-2022-jp-2 iso-2022-jp-3 iso-2022-jp-ms x-iso-2022-jp-ms cp50220 cp50221"},
		{japanese.EUCJP, "eucjp-ms cp51932"},
		{korean.EUCKR, "cp949 uhc ms949 x-windows-949 x-uhc ks_c_5601 johab"},
		{simplifiedchinese.GB18030, "cp936 ms936 gb2312 gb_2312-80 euc-cn gbk gb-18030"},
		{simplifiedchinese.HZGB2312, "hz-gb-2312 hz"},
		{unicode.UTF16(unicode.BigEndian, unicode.UseBOM), "utf-16 utf16 ucs-2 iso-10646-ucs-2"},
		{utf32.UTF32(utf32.BigEndian, utf32.UseBOM), "utf-32 utf32 ucs-4"},
		{utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), "utf-32le"},
		{utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), "utf-32be"},
	} {
		for _, name := range strings.Fields(r.names) {
			charset.RegisterEncoding(name, r.enc)
		}
	}
}

// toUTF8 decodes text whose charset is declared as name. Without a name, with
// one that says nothing, or with one that nobody knows, the charset is guessed.
// The result may hold U+FFFD and controls: it still has to be sanitised.
func toUTF8(name string, b []byte) string {
	name = strings.ToLower(strings.Trim(name, " \t\"'"))
	if name == "utf-8" || name == "utf8" {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	if s, ok := convert(name, b); ok {
		return s
	}
	return guessUTF8(b)
}

// convert decodes text with go-message, or reports that it does not know the
// charset.
func convert(name string, b []byte) (string, bool) {
	r, err := charset.Reader(name, bytes.NewReader(b))
	if err != nil {
		// "win-1251", "ibm-850", "x-windows-1250": a code page under a name that
		// go-message v0.18.2 does not know. It knows them all as "cp".
		r, err = charset.Reader("cp"+strings.TrimLeft(name, "abcdefghijklmnopqrstuvwxyz-_"), bytes.NewReader(b))
	}
	if err != nil {
		return "", false
	}
	out, err := io.ReadAll(r)
	return string(out), err == nil
}

const (
	guessSample     = 4096 // bytes that the detector looks at
	guessMinimum    = 48   // fewer 8-bit bytes than this say too little
	guessConfidence = 40   // of 100
)

// guessUTF8 decodes text of an unknown charset, which go-message v0.18.2 hands
// on as it is: UTF-8 where it is valid, else what the detector is sure of, else
// windows-1252.
func guessUTF8(b []byte) string {
	if bytes.Contains(b, []byte("\x1b$")) && count8Bit(b) == 0 { // Japanese mail of old often named no charset
		if s, ok := convert("iso-2022-jp", b); ok {
			return s
		}
	}
	if utf8.Valid(b) {
		return string(b)
	}
	name := "windows-1252"
	sample := b[:min(len(b), guessSample)]
	if count8Bit(sample) >= guessMinimum {
		if best, err := chardet.NewTextDetector().DetectBest(sample); err == nil && best.Confidence >= guessConfidence {
			name = strings.ToLower(best.Charset)
		}
	}
	if s, ok := convert(name, b); ok {
		return s
	}
	return strings.ToValidUTF8(string(b), "\uFFFD")
}

func count8Bit(b []byte) int {
	n := 0
	for _, c := range b {
		if c >= utf8.RuneSelf {
			n++
		}
	}
	return n
}
