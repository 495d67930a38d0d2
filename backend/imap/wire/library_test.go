package wire

import (
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	goimap "github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"github.com/mailtui/mailtui/backend/dial"
)

// FuzzLibrary sends any bytes through the filter to the library, which must
// never be the one that ends the connection.
func FuzzLibrary(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, input []byte, _ uint8) {
		conn, server := pipe(t)
		c := newConn(conn)
		c.greet([]string{"IMAP4REV1", "IDLE", "ESEARCH"})
		asked := make(chan struct{})
		var working sync.WaitGroup
		working.Go(func() { _, _ = io.Copy(io.Discard, server) })
		working.Go(func() {
			<-asked
			_, _ = server.Write(input)
			_ = server.Close()
		})
		client := imapclient.New(c, nil)
		ask(client, &working)
		close(asked)
		<-client.Closed()
		gaveUp := client.Close()
		working.Wait()
		if conn.Err() == nil { // it did not even read to the end
			t.Errorf("the library gave up on %q: %v", input, gaveUp)
		}
	})
}

// ask has the library wait for answers of every kind.
func ask(client *imapclient.Client, working *sync.WaitGroup) {
	client.Select("x", nil)
	fetch := client.Fetch(goimap.UIDSet{{Start: 1, Stop: 1000}}, &goimap.FetchOptions{Flags: true})
	list := client.List("", "*", &goimap.ListOptions{ReturnStatus: &goimap.StatusOptions{NumMessages: true}})
	client.UIDSearch(&goimap.SearchCriteria{}, &goimap.SearchOptions{ReturnAll: true})
	working.Go(func() { _ = fetch.Close() })
	working.Go(func() { _ = list.Close() })
}

// TestLibraryReadsWhatWasRepaired is the same for the known cases, each followed
// by the end of a command, which the library must still understand.
func TestLibraryReadsWhatWasRepaired(t *testing.T) {
	for _, tt := range hostile {
		t.Run(tt.name, func(t *testing.T) {
			conn, server := pipe(t)
			c := newConn(conn)
			c.greet([]string{"IMAP4REV1"})
			client := imapclient.New(c, nil)
			go respond(server, tt.in+"T1 OK done\r\n")
			if err := client.Noop().Wait(); err != nil {
				t.Errorf("the command failed: %v", err)
			}
			_ = client.Close()
		})
	}
}

// TestLibraryEndsACutLiteral cuts an answer with literals after each byte, by
// the server or on this side, while a section is read. The library has to end
// the command, without a race, and what was cut never passes for whole.
func TestLibraryEndsACutLiteral(t *testing.T) {
	const size = 300
	bodies := []string{strings.Repeat("a", size), strings.Repeat("b", size)}
	var answer string
	for i, body := range bodies {
		answer += fmt.Sprintf("* %d FETCH (UID %d BODY[] {%d}\r\n%s FLAGS (\\Seen) BODY[1] {5}\r\nhello)\r\n", i+1, i+1, size, body)
	}
	for _, tt := range []struct {
		name string
		end  func(conn *dial.Conn, server net.Conn)
	}{
		{"by the server", func(_ *dial.Conn, server net.Conn) { _ = server.Close() }},
		{"here", func(conn *dial.Conn, _ net.Conn) { conn.Cut() }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for n := range len(answer) {
				conn, server := pipe(t)
				c := newConn(conn)
				c.greet([]string{"IMAP4REV1"})
				client := imapclient.New(c, nil)
				var working sync.WaitGroup
				working.Go(func() {
					buf := make([]byte, 4096)
					_, _ = server.Read(buf)
					_, _ = io.WriteString(server, answer[:n])
					tt.end(conn, server)
				})
				fetch := client.Fetch(goimap.UIDSet{{Start: 1, Stop: 2}}, &goimap.FetchOptions{
					UID: true, BodySection: []*goimap.FetchItemBodySection{{Peek: true}},
				})
				for i, got := range sections(c, fetch) {
					if got != bodies[i] {
						t.Errorf("cut after %d bytes: message %d is %q", n, i+1, got)
					}
				}
				if err := fetch.Close(); err == nil || c.Err() == nil {
					t.Errorf("cut after %d bytes: the command ended with %v, the connection with %v", n, err, c.Err())
				}
				working.Wait()
				_ = client.Close()
			}
		})
	}
}

// sections reads the messages of an answer that came whole.
func sections(c *Conn, fetch *imapclient.FetchCommand) (whole []string) {
	for msg := fetch.Next(); msg != nil; msg = fetch.Next() {
		for item := msg.Next(); item != nil; item = msg.Next() {
			section, ok := item.(imapclient.FetchItemDataBodySection)
			if !ok || section.Literal == nil || len(section.Section.Part) > 0 {
				continue
			}
			body, buf := []byte(nil), make([]byte, 64)
			for {
				n, err := section.Literal.Read(buf)
				if n > 0 && c.Err() != nil {
					break // what was read last may be made up: the library reads to the end
				}
				body = append(body, buf[:n]...)
				if err != nil {
					whole = append(whole, string(body))
					break
				}
			}
		}
	}
	return whole
}

// TestCommandsAfterTheEnd sends commands when the connection is cut, before and
// after the library has noticed: each has to end, with an error.
func TestCommandsAfterTheEnd(t *testing.T) {
	for range 100 {
		conn, _ := pipe(t)
		c := newConn(conn)
		c.greet([]string{"IMAP4REV1"})
		client := imapclient.New(c, nil)
		if err := client.WaitGreeting(); err != nil {
			t.Fatal(err)
		}
		conn.Cut()
		if err := client.Noop().Wait(); err == nil {
			t.Error("a command on a cut connection succeeded")
		}
		<-client.Closed()
		if err := client.Noop().Wait(); err == nil {
			t.Error("a command without a reader succeeded")
		}
		c.Cork()
		if err := client.Noop().Wait(); err == nil {
			t.Error("a command that is held back for nobody succeeded")
		}
		_ = client.Close()
	}
}

// respond answers the first thing that comes with text, and ignores the rest.
func respond(server net.Conn, text string) {
	buf := make([]byte, 4096)
	if _, err := server.Read(buf); err != nil {
		return
	}
	if _, err := io.WriteString(server, text); err != nil {
		return
	}
	_, _ = io.Copy(io.Discard, server)
}
