package wire

import (
	"io"
	"net"
	"sync"
	"testing"

	goimap "github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
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
