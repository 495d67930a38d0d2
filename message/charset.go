package message

import (
	"strings"
	"unicode/utf8"

	"github.com/saintfish/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// toUTF8 decodes text whose charset is declared as name. Without a name, with
// one that says nothing, or with one that nobody knows, the charset is guessed.
// The result may hold U+FFFD and controls: it still has to be sanitised.
func toUTF8(name string, b []byte) string {
	name = strings.ToLower(strings.Trim(name, " \t\"'"))
	switch name {
	case "utf-8", "utf8", "unicode-1-1-utf-8":
		return strings.ToValidUTF8(string(b), "\uFFFD")
	case "utf-7", "unicode-1-1-utf-7", "utf7", "csutf7":
		// Refused: it hides characters from every check before it is decoded.
		// As ASCII its words are still readable.
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	enc := lookupCharset(name)
	if enc == nil {
		return guessUTF8(b)
	}
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil {
		return guessUTF8(b)
	}
	return string(out)
}

// lookupCharset returns the encoding of a charset name in lower case, or nil
// when the name is unknown or says nothing ("unknown-8bit", "us-ascii": with
// 8-bit bytes in it, it is something else).
func lookupCharset(name string) encoding.Encoding {
	switch name {
	case "", "us-ascii", "ascii", "ansi_x3.4-1968", "646", "iso646-us", "7bit", "8bit",
		"unknown-8bit", "x-unknown", "unknown", "default", "x-user-defined", "binary", "none":
		return nil
	case "utf-16", "utf16", "ucs-2", "iso-10646-ucs-2":
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	case "utf-32", "utf32", "ucs-4":
		return utf32.UTF32(utf32.BigEndian, utf32.UseBOM)
	case "utf-32le":
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)
	case "utf-32be":
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)
	case "cp932", "ms932", "x-ms-cp932", "windows-932":
		return japanese.ShiftJIS
	case "iso-2022-jp-1", "iso-2022-jp-2", "iso-2022-jp-3", "iso-2022-jp-ms", "x-iso-2022-jp-ms", "cp50220", "cp50221":
		return japanese.ISO2022JP
	case "eucjp-ms", "cp51932":
		return japanese.EUCJP
	case "cp949", "uhc", "ms949", "x-windows-949", "x-uhc", "ks_c_5601", "johab":
		return korean.EUCKR
	case "cp936", "ms936", "gb2312", "gb_2312-80", "euc-cn", "gbk":
		return simplifiedchinese.GB18030 // both are subsets of it
	case "hz-gb-2312", "hz":
		return simplifiedchinese.HZGB2312
	}
	if enc, err := htmlindex.Get(name); err == nil && enc != encoding.Replacement {
		// Labels as the web reads them: "iso-8859-1" is windows-1252.
		return enc
	}
	if enc, err := ianaindex.MIME.Encoding(name); err == nil && enc != nil {
		return enc
	}
	if enc, err := ianaindex.IANA.Encoding(name); err == nil && enc != nil {
		return enc
	}
	return codePage(name)
}

// codePage finds "cp1251", "win-1251", "ibm850" and the like under the names
// that the registries know.
func codePage(name string) encoding.Encoding {
	digits := strings.TrimLeft(name, "abcdefghijklmnopqrstuvwxyz-_")
	if digits == name {
		return nil
	}
	for _, prefix := range []string{"windows-", "ibm", "cp"} {
		if enc, err := htmlindex.Get(prefix + digits); err == nil {
			return enc
		}
		if enc, err := ianaindex.IANA.Encoding(prefix + digits); err == nil && enc != nil {
			return enc
		}
	}
	return nil
}

const (
	guessSample     = 4096 // bytes that the detector looks at
	guessMinimum    = 48   // fewer 8-bit bytes than this say too little
	guessConfidence = 40   // of 100
)

// guessUTF8 decodes text of an unknown charset: UTF-8 where it is valid, else
// what the detector is sure of, else windows-1252.
func guessUTF8(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	enc := encoding.Encoding(charmap.Windows1252)
	sample := b[:min(len(b), guessSample)]
	if count8Bit(sample) >= guessMinimum {
		if best, err := chardet.NewTextDetector().DetectBest(sample); err == nil && best.Confidence >= guessConfidence {
			if found := lookupCharset(strings.ToLower(best.Charset)); found != nil {
				enc = found
			}
		}
	}
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	return string(out)
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
