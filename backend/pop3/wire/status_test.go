package wire_test

import (
	"errors"
	"testing"

	"github.com/mailtui/mailtui/backend/pop3/wire"
)

func TestParseStatus(t *testing.T) {
	for _, c := range []struct {
		name, line string
		want       wire.Status
		bad        bool
	}{
		{"bare", "+OK\r\n", wire.Status{OK: true}, false},
		{"words", "+OK 2 320\r\n", wire.Status{OK: true, Text: "2 320"}, false},
		{"tab", "+OK\t2\r\n", wire.Status{OK: true, Text: "2"}, false},
		{"lower case", "+ok fine\r\n", wire.Status{OK: true, Text: "fine"}, false},
		{"refusal", "-ERR no\r\n", wire.Status{Text: "no"}, false},
		{"bare refusal", "-Err\r\n", wire.Status{}, false},
		{"code", "-ERR [in-use] busy\r\n", wire.Status{Code: "IN-USE", Text: "busy"}, false},
		{"code of two levels", "-ERR [SYS/TEMP] later\r\n", wire.Status{Code: "SYS/TEMP", Text: "later"}, false},
		{"code of no meaning", "-ERR [Pass x]y] no\r\n", wire.Status{Text: "[Pass x]y] no"}, false},
		{"code alone", "-ERR [LOGIN-DELAY]\r\n", wire.Status{Code: "LOGIN-DELAY"}, false},
		{"bracket inside", "-ERR no [AUTH] here\r\n", wire.Status{Text: "no [AUTH] here"}, false},
		{"bracket left open", "-ERR [AUTH no\r\n", wire.Status{Text: "[AUTH no"}, false},
		{"blank", "\r\n", wire.Status{}, true},
		{"empty", "", wire.Status{}, true},
		{"bare LF", "+OK\n", wire.Status{}, true},
		{"no end", "+OK", wire.Status{}, true},
		{"not whole", "+OKmaybe\r\n", wire.Status{}, true},
		{"refusal not whole", "-ERRx\r\n", wire.Status{}, true},
		{"space before", " +OK\r\n", wire.Status{}, true},
		{"continuation", "+ go on\r\n", wire.Status{}, true},
		{"another protocol", "* OK IMAP\r\n", wire.Status{}, true},
		{"CR inside", "+OK a\rb\r\n", wire.Status{}, true},
		{"NUL inside", "+OK a\x00b\r\n", wire.Status{}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := wire.ParseStatus([]byte(c.line))
			if got != c.want || (err != nil) != c.bad {
				t.Errorf("got %+v, %v", got, err)
			}
			if err != nil && !errors.Is(err, wire.ErrProtocol) {
				t.Errorf("error %v is not of ErrProtocol", err)
			}
		})
	}
}
