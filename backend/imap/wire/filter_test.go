package wire

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/mail"
)

// hostile are responses that the library cannot take, and what becomes of them.
// Those to which nothing else is said are left out.
var hostile = []struct{ name, in, out string }{
	{"vanished", "* VANISHED (EARLIER) 1:3\r\n", ""},
	{"vendor line", "* XLIST (\\Inbox) \"/\" INBOX\r\n", ""},
	{"vendor line with a literal", "* XFOO {5}\r\n* BYE more\r\n", ""},
	{"blank line", "\r\n", ""},
	{"line feed alone", "* 3 EXISTS\n", "* 3 EXISTS\r\n"},
	{"exists beyond 32 bits", "* 4294967296 EXISTS\r\n", ""},
	{"expunge of nothing", "* 0 EXPUNGE\r\n", ""},
	{"continuation nobody waits for", "+ go\r\n", ""},
	{"tag nobody sent", "X9 OK done\r\n", ""},
	{"alert with a bracket", "* OK [ALERT \"a]b\"] hear\r\n", "* OK [ALERT] hear\r\n"},
	{"no text", "* OK\r\n", "* OK \r\n"},
	{"text like a code", "* OK [ [x\r\n", "* OK x\r\n"},
	{"capability", "* CAPABILITY IMAP4rev1 IMAP4rev2  UTF8=ACCEPT IDLE\r\n", "* CAPABILITY IMAP4rev1 IDLE\r\n"},
	{"uidvalidity of 64 bits", "* OK [UIDVALIDITY 1666390893380] x\r\n", "* OK [UIDVALIDITY 1941836371] x\r\n"},
	{"uidnext missing", "* OK [UIDNEXT] x\r\n", "* OK x\r\n"},
	{"permanent flags", "* OK [PERMANENTFLAGS (\\Seen a]b \\*)] x\r\n", "* OK [PERMANENTFLAGS (\\Seen \\*)] x\r\n"},
	{"modseq too high", "* OK [HIGHESTMODSEQ 18446744073709551615] x\r\n", "* OK x\r\n"},
	{"copyuid", "* OK [COPYUID 1 2:3 4:5] x\r\n", "* OK [COPYUID 1 2:3 4:5] x\r\n"},
	{"copyuid cut short", "* OK [COPYUID 1 2:3] x\r\n", "* OK x\r\n"},
	{"flags", "* FLAGS (\\Seen  \"quoted\" a%b $Junk)\r\n", "* FLAGS (\\Seen $Junk)\r\n"},
	{"list", "* LIST (\\HasNoChildren) \"/\" \"a b\"\r\n", "* LIST (\\HasNoChildren) \"/\" \"a b\"\r\n"},
	{"list without delimiter", "* LIST (\\NoInferiors) NIL INBOX\r\n", "* LIST (\\NoInferiors) NIL \"INBOX\"\r\n"},
	{"list with an empty delimiter", "* LIST () \"\" x\r\n", "* LIST () NIL \"x\"\r\n"},
	{"list with a literal", "* LIST () \"/\" {5}\r\na\"b\\c\r\n", "* LIST () \"/\" \"a\\\"b\\\\c\"\r\n"},
	{"list with a bare ampersand", "* LIST () \"/\" \"R&D\"\r\n", "* LIST () \"/\" \"R&-D\"\r\n"},
	{"list with an escape", "* LIST () \"/\" \"a\x1b]0;x\x07b\"\r\n", "* LIST () \"/\" \"a&ABs-]0;x&AAc-b\"\r\n"},
	{"list with bytes that are no text", "* LIST () \"/\" \"a\xff\"\r\n", "* LIST () \"/\" \"a&,,0-\"\r\n"},
	{"list with extended data", "* LIST () \"/\" x (\"OLDNAME\" (\"y\"))\r\n", "* LIST () \"/\" \"x\"\r\n"},
	{"list of nothing", "* LIST\r\n", ""},
	{"status", "* STATUS x (MESSAGES 1 UIDNEXT 99999999999 SIZE 7 UIDVALIDITY 5)\r\n", "* STATUS \"x\" (MESSAGES 1 UIDVALIDITY 5)\r\n"},
	{"status of Courier", "* STATUS \"INBOX\" ()\r\n", "* STATUS \"INBOX\" ()\r\n"},
	{"search", "* SEARCH 1  2 99999999999 x 3 (MODSEQ 5)\r\n", "* SEARCH 1 2 3\r\n"},
	{"search of nothing", "* SEARCH\r\n", "* SEARCH\r\n"},
	{"esearch", "* ESEARCH (TAG \"T3\") UID ALL 1:5,7 MODSEQ 9\r\n", "* ESEARCH (TAG \"T3\") UID ALL 1:5,7\r\n"},
	{"esearch of nothing", "* ESEARCH (TAG \"T3\") UID\r\n", "* ESEARCH (TAG \"T3\") UID\r\n"},
	{"esearch with a star", "* ESEARCH (TAG \"T3\") UID ALL 1:*\r\n", "* ESEARCH (TAG \"T3\") UID\r\n"},
	{"esearch that nobody waits for", "* ESEARCH UID ALL 1:3\r\n", ""},
	{"id", "* ID (\"name\" \"x\")\r\n", ""},
	{"fetch of flags", "* 1 FETCH (UID 5 FLAGS (\\Seen))\r\n", "* 1 FETCH (UID 5 FLAGS (\\Seen))\r\n"},
	{"fetch without uid", "* 1 FETCH (FLAGS (\\Seen))\r\n", "* 1 FETCH (FLAGS (\\Seen))\r\n"},
	{"fetch with two uids", "* 1 FETCH (UID 5 UID 6 FLAGS ())\r\n", "* 1 FETCH (UID 5 FLAGS ())\r\n"},
	{"uid after the literal", "* 1 FETCH (BODY[] {3}\r\nabc UID 5)\r\n", "* 1 FETCH (UID 5 BODY[] {3}\r\nabc)\r\n"},
	{
		"unknown items", "* 1 FETCH (UID 5 X-GM-MSGID 12 EMAILID (M1) X-GM-LABELS (\"a\" b {2}\r\ncd) PREVIEW {3}\r\nabc FLAGS ())\r\n",
		"* 1 FETCH (UID 5 FLAGS ())\r\n",
	},
	{"unknown section", "* 1 FETCH (UID 5 BINARY[1] {3}\r\nabc FLAGS ())\r\n", "* 1 FETCH (UID 5 FLAGS ())\r\n"},
	{"sizes that are none", "* 1 FETCH (UID 5 RFC822.SIZE -1)\r\n", "* 1 FETCH (UID 5)\r\n"},
	{"date that is none", "* 1 FETCH (UID 5 INTERNALDATE NIL)\r\n", "* 1 FETCH (UID 5)\r\n"},
	{"flag with a bracket", "* 1 FETCH (UID 5 FLAGS (a] \\Seen \"x\"))\r\n", "* 1 FETCH (UID 5 FLAGS (\\Seen))\r\n"},
	{"flag with an escape", "* 1 FETCH (UID 5 FLAGS (a\x1bb \\Seen))\r\n", "* 1 FETCH (UID 5)\r\n"},
	{"structure that is NIL", "* 1 FETCH (UID 5 BODYSTRUCTURE NIL)\r\n", "* 1 FETCH (UID 5)\r\n"},
	{
		"structure without a type", "* 1 FETCH (UID 5 BODYSTRUCTURE (\"\" \"\" NIL NIL NIL \"\" 7))\r\n",
		"* 1 FETCH (UID 5 BODYSTRUCTURE (\"\" \"\" NIL NIL NIL \"\" 7))\r\n",
	},
	{"structure cut short", "* 1 FETCH (UID 5 BODYSTRUCTURE (\"text\" \"plain\" NIL)\r\n", "* 1 FETCH (UID 5)\r\n"},
	{"section quoted", "* 1 FETCH (UID 5 BODY[] \"abc\")\r\n", "* 1 FETCH (UID 5 BODY[] \"abc\")\r\n"},
	{"section NIL", "* 1 FETCH (UID 5 BODY[1.2] nil)\r\n", "* 1 FETCH (UID 5 BODY[1.2] NIL)\r\n"},
	{"section of no sense", "* 1 FETCH (UID 5 BODY[99999999999] {1}\r\nx FLAGS ())\r\n", "* 1 FETCH (UID 5)\r\n"},
	{
		"header fields", "* 1 FETCH (UID 5 BODY[HEADER.FIELDS (\"DATE\" from)]<0> {2}\r\n\r\n)\r\n",
		"* 1 FETCH (UID 5 BODY[HEADER.FIELDS (\"DATE\" \"from\")]<0> {2}\r\n\r\n)\r\n",
	},
	{"fetch of nothing", "* 1 FETCH ()\r\n", ""},
	{"fetch of garbage", "* 1 FETCH garbage {3}\r\nabc\r\n", ""},
}

func TestFilter(t *testing.T) {
	for _, tt := range hostile {
		t.Run(tt.name, func(t *testing.T) {
			// What follows must be understood whatever came before.
			in := tt.in + "* 7 EXISTS\r\n"
			got, err := filtered(t, []byte(in), 1000)
			if err != nil {
				t.Fatal(err)
			}
			if want := tt.out + "* 7 EXISTS\r\n"; string(got) != want {
				t.Errorf("got  %q\nwant %q", got, want)
			}
		})
	}
}

func TestFilterPassesOnWhatWasAskedFor(t *testing.T) {
	for _, tt := range []struct{ name, command, in, out string }{
		{"end of a command", "T1 NOOP", "T1 OK done\r\n", "T1 OK done\r\n"},
		{"a second end", "T1 NOOP", "T1 OK done\r\nT1 OK again\r\n", "T1 OK done\r\n"},
		{"refusal", "T1 NOOP", "T1 NO [OVERQUOTA x] full\r\n", "T1 NO [OVERQUOTA] full\r\n"},
		{"read only", "T1 SELECT x", "T1 OK [READ-ONLY] done\r\n", "T1 OK [READ-ONLY] done\r\n"},
		{"literal", "T1 SELECT {3}", "+ send\r\n+ more\r\n", "+ go on\r\n"},
		{"literal without waiting", "T1 SELECT {3+}", "+ send\r\n", ""},
		{"esearch without its tag", "T1 UID SEARCH ALL", "* ESEARCH UID ALL 1\r\n", "* ESEARCH (TAG \"T1\") UID ALL 1\r\n"},
		{"idle", "T1 IDLE", "+ idling\r\n+ idling\r\n* 4 EXISTS\r\n", "+ go on\r\n* 4 EXISTS\r\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := filtered(t, []byte(tt.in), 1000, tt.command)
			if err != nil || string(got) != tt.out {
				t.Errorf("got %q, %v, want %q", got, err, tt.out)
			}
		})
	}
}

// repeat is a server that says one thing without end.
type repeat struct{ prefix, text string }

func (r repeat) bytes(n int) []byte {
	return []byte(r.prefix + strings.Repeat(r.text, n/len(r.text)))
}

func TestFilterLimits(t *testing.T) {
	for _, tt := range []struct {
		name string
		in   []byte
	}{
		{"endless line", repeat{"* OK ", "x"}.bytes(maxLine + 10)},
		{"endless list", repeat{"* LIST ", "("}.bytes(maxLine + 10)},
		{"endless search", repeat{"* SEARCH", " 1"}.bytes(maxSearch + 10)},
		{"huge literal", []byte("* 1 FETCH (UID 1 BODY[] {999999999999}\r\nx")},
		{"literal beyond 64 bits", []byte("* 1 FETCH (UID 1 BODY[] {99999999999999999999999}\r\nx")},
		{"huge literal in a list", []byte("* LIST () \"/\" {4294967296}\r\nx")},
		{"huge literal to be left out", []byte("* XFOO {4294967296}\r\nx")},
		{"many literals", repeat{"* LIST (", "{100000}\r\n" + strings.Repeat("x", 100000)}.bytes(4 << 20)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out, err := filtered(t, tt.in, 64<<10)
			var problem *backend.Error
			if !errors.As(err, &problem) || problem.Cause != mail.TooLarge {
				t.Errorf("ended with %v after %d bytes", err, len(out))
			}
			if len(out) > maxResponse {
				t.Errorf("%d bytes came through", len(out))
			}
		})
	}
}

func TestFilterRefusesDeepNesting(t *testing.T) {
	in := "* 1 FETCH (UID 1 BODYSTRUCTURE " + strings.Repeat("(", 500_000) + ")\r\n* 1 EXISTS\r\n"
	got, err := filtered(t, []byte(in), 64<<10)
	if want := "* 1 FETCH (UID 1)\r\n* 1 EXISTS\r\n"; err != nil || string(got) != want {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestFilterNeverTakesACutForAnEnd(t *testing.T) {
	whole := "* 1 FETCH (UID 1 BODY[] {10}\r\n0123456789)\r\n"
	for n := 1; n < len(whole)-1; n++ {
		if _, err := filtered(t, []byte(whole[:n]), 7); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("cut after %d bytes (%q): %v", n, whole[:n], err)
		}
	}
}

// FuzzFilter holds the filter to three promises for any bytes: how they were cut
// into segments does not matter, it never panics, and what comes out is never
// more than what went in, but for the few bytes that a response is written in.
func FuzzFilter(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, input []byte, size uint8) {
		want, wantErr := filtered(t, input, 1<<20, "T1 SELECT {3}", "T2 IDLE")
		got, gotErr := filtered(t, input, int(size)+1, "T1 SELECT {3}", "T2 IDLE")
		if !bytes.Equal(got, want) || (gotErr == nil) != (wantErr == nil) {
			t.Errorf("in pieces %q, %v\nas a whole %q, %v", got, gotErr, want, wantErr)
		}
		if len(want) > 12*len(input)+100 {
			t.Errorf("%d bytes became %d", len(input), len(want))
		}
	})
}

func addSeeds(f *testing.F) {
	for _, tt := range hostile {
		f.Add([]byte(tt.in), uint8(len(tt.in)%9))
	}
	f.Add([]byte("T1 OK [READ-ONLY] x\r\nT2 NO [X \"]\"] y\r\nT3 BAD\r\n"), uint8(3))
	f.Add([]byte(fmt.Sprintf("* 1 FETCH (UID 7 BODYSTRUCTURE (%s%s \"mixed\"))\r\n", onePart, onePart)), uint8(20))
}

const onePart = `("text" "plain" ("charset" "utf-8") NIL NIL "7bit" 5 1 NIL ("inline" NIL) NIL NIL)`
