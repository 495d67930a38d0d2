package message

import (
	"bytes"
	"io"
	"mime"
	netmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"

	gomessage "github.com/emersion/go-message"

	"github.com/mailtui/mailtui/corpora"
	"github.com/mailtui/mailtui/mail"
)

// leaf is a part without parts, as the tests compare it.
type leaf struct{ kind, content string }

// goMessageLeaves reads a message with go-message, or reports that it cannot.
func goMessageLeaves(raw []byte) (leaves []leaf, ok bool) {
	e, err := gomessage.Read(bytes.NewReader(raw))
	if err != nil || bytes.Contains(raw, []byte("multipart/digest")) {
		return nil, false // it does not know the default type of a digest's parts
	}
	err = e.Walk(func(_ []int, part *gomessage.Entity, err error) error {
		if err != nil {
			return err
		}
		kind, _, err := part.Header.ContentType()
		if err != nil || kind == "message/rfc822" {
			return io.ErrNoProgress // it does not look inside
		}
		if strings.HasPrefix(kind, "multipart/") {
			return nil
		}
		b, err := io.ReadAll(part.Body)
		leaves = append(leaves, leaf{kind, string(b)})
		return err
	})
	return leaves, err == nil
}

func ourLeaves(t *testing.T, raw []byte) []leaf {
	t.Helper()
	var leaves []leaf
	for _, p := range parse(t, raw).own() {
		if isContainer(p) {
			continue
		}
		var b bytes.Buffer
		if err := extractOne(bytes.NewReader(raw), p.Number, &b); err != nil {
			t.Fatal(err)
		}
		text := b.String()
		if strings.HasPrefix(p.Type, "text/") && p.Charset != "" {
			text = toUTF8(p.Charset, b.Bytes())
		}
		leaves = append(leaves, leaf{p.Type, text})
	}
	return leaves
}

// TestAgreesWithGoMessage: what the library can read, this package reads in the
// same way.
func TestAgreesWithGoMessage(t *testing.T) {
	t.Parallel()
	files, _ := filepath.Glob(filepath.Join(corpora.Path(t), "*", "*.*"))
	compared, differ := 0, 0
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		switch filepath.Ext(file) {
		case ".eml", ".msg", ".raw", ".txt":
		default:
			continue
		}
		want, ok := goMessageLeaves(raw)
		if !ok {
			continue
		}
		compared++
		got := ourLeaves(t, raw)
		same := len(got) == len(want)
		for i := 0; same && i < len(got); i++ {
			// It hands on what is said to be UTF-8 or ASCII as it is.
			same = got[i] == want[i] || got[i] == leaf{want[i].kind, toUTF8("", []byte(want[i].content))}
		}
		if !same {
			differ++
			t.Logf("%s: got %.300q want %.300q", filepath.Base(file), got, want)
		}
	}
	t.Logf("%d messages compared, %d differ", compared, differ)
	if compared < 100 || differ > compared/25 {
		t.Errorf("%d of %d messages differ", differ, compared)
	}
}

// TestLibraryTraps: the reasons why go-message does not split our mail and reads
// headers and encodings only behind a repair. When one of them no longer holds,
// its work-around can go.
func TestLibraryTraps(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, raw string }{
		{"a header line without colon", "From: a@b\r\nnonsense\r\nSubject: x\r\n\r\nbody\r\n"},
		{"a line of an mbox", "From ada Thu Jan  1 00:00:00 1970\r\nSubject: x\r\n\r\nbody\r\n"},
		{"a part without header", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\ntext\r\n--b\r\n\r\nmore\r\n--b--\r\n"},
		{"no boundary told", "Content-Type: multipart/mixed\r\n\r\n--b\r\n\r\ntext\r\n--b--\r\n"},
		{"base64 without padding", "Content-Transfer-Encoding: base64\r\n\r\nSGVsbG8\r\n"},
		{"an encoding with a comment", "Content-Transfer-Encoding: base64 (x)\r\n\r\nSGVsbG8=\r\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if _, ok := goMessageLeaves([]byte(tt.raw)); ok {
				t.Error("go-message reads it now")
			}
			if len(ourLeaves(t, []byte(tt.raw))) == 0 {
				t.Error("nothing is read")
			}
		})
	}
}

// FuzzAddressList: what the library takes, the lenient reader reads alike, and no
// address is unsafe.
func FuzzAddressList(f *testing.F) {
	for _, seed := range []string{
		"a@b", "A <a@b>", `"A, B" <a@b>, c@d`, "g: a@b, c@d;", "<@x:a@b>", "a@b (c)", "(c) <a@b>", "a b <c@d", ";;,,", `"`,
		"=?utf-8?q?a=2Cb?= <a@b>", "Doe, John <j@d>", `"a b"@c`, "a@[127.0.0.1]",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := appendAddresses(nil, s)
		if len(got) > MaxAddresses || len(got) > len(s) {
			t.Fatalf("%d addresses of %d bytes", len(got), len(s))
		}
		for _, a := range got {
			checkText(t, a.Name.String())
			checkText(t, a.Addr.String())
		}
		want, err := netmail.ParseAddressList(s)
		// Comments and encoded words in odd places are read differently on purpose.
		if err != nil || strings.ContainsAny(s, "()=\\[]\"\t\r\n") || !isPrintable(s) {
			return
		}
		for how, got := range map[string][]mail.Address{"": got, "lenient: ": lenientAddresses(nil, s)} {
			if len(got) != len(want) {
				t.Fatalf("%s%q: got %v, want %v", how, s, got, want)
			}
			for i := range want {
				if got[i].Addr.String() != want[i].Address {
					t.Fatalf("%s%q: got %v, want %v", how, s, got[i], want[i])
				}
			}
		}
	})
}

func isPrintable(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// FuzzContentType: what the standard parser takes, the lenient one reads alike.
func FuzzContentType(f *testing.F) {
	for _, seed := range []string{
		"text/plain", `text/plain; charset="utf-8"; format=flowed`, "a/b; name*=utf-8''%41; x*0=a; x*1=b", "a/b;;;", `a/b; x="`,
		"multipart/mixed boundary=b", "text/plain (c); x=y (c)",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		kind := mediaType(s)
		if strings.Count(kind, "/") != 1 {
			t.Fatalf("type %q of %q", kind, s)
		}
		want, wantParams, err := mime.ParseMediaType(s)
		if err != nil || strings.ContainsAny(s, "*(?'\\") || !isPrintable(s) {
			return
		}
		if strings.Contains(want, "/") && kind != want {
			t.Fatalf("%q: type %q, want %q", s, kind, want)
		}
		_, rest := cutType(s)
		_, strict := parseType(s)
		for how, params := range map[string]map[string]string{"": strict, "lenient: ": lenientParameters(rest)} {
			for name, value := range wantParams {
				if strings.TrimSpace(params[name]) != strings.TrimSpace(value) {
					t.Fatalf("%s%q: %s = %q, want %q", how, s, name, params[name], value)
				}
			}
		}
	})
}
