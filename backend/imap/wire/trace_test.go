package wire

import (
	"bufio"
	"io"
	"slices"
	"strings"
	"testing"
)

// TestTraceOfALiteralThatIsTooLong: the lines of a message that are read as
// answers, because its literal is longer than was said, are not in the trace.
func TestTraceOfALiteralThatIsTooLong(t *testing.T) {
	const answers = "* 1 FETCH (UID 5 BODY[] {6}\r\nDear A)\r\n* Lichen grows\r\n* 7 ferns\r\n+ Heather\r\na1 OK Bracken\r\n" +
		"T1 OK Done\r\n"
	conn, _ := pipe(t)
	cmds := &commands{conn: conn}
	cmds.sent([]byte("T1 UID FETCH 5 (BODY.PEEK[])\r\n"))
	var trace []string
	f := &filter{
		br: bufio.NewReader(strings.NewReader(answers)), cmds: cmds,
		note: func(line []byte) { trace = append(trace, string(line)) },
	}
	if _, err := io.Copy(io.Discard, f); err != nil {
		t.Fatal(err)
	}
	if want := []string{"1 FETCH", "+", "T1 OK Done"}; !slices.Equal(trace, want) {
		t.Errorf("the trace is %q, want %q", trace, want)
	}
}
