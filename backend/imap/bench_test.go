package imap_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/backendtest"
)

// BenchmarkFirstSync reads all headers of a folder into nothing, and compares
// that with a reader that only discards what the server sends.
func BenchmarkFirstSync(b *testing.B) {
	const messages = 10_000
	s := backendtest.Dovecot(b)
	s.Deliver(b, user, "INBOX", realistic(messages)...)
	floor(b, s) // Dovecot's first FETCH of a set of fields costs ten times a later one
	var floors, syncs time.Duration
	for b.Loop() {
		floors += floor(b, s)
		start := time.Now()
		c := connected(b, plain(s.IMAP))
		err := c.Sync(b.Context(), backend.SyncRequest{Box: "INBOX", Known: backendtest.NewModel()}, discard)
		if err != nil {
			b.Fatal(err)
		}
		syncs += time.Since(start)
	}
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	b.ReportMetric(float64(syncs)/float64(floors), "x-floor")
	b.ReportMetric(float64(mem.HeapSys)/1e6, "MB-heap")
}

// floor reads what a first sync reads, and does nothing with it.
func floor(b *testing.B, s *backendtest.Server) time.Duration {
	b.Helper()
	start := time.Now()
	conn, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(s.IMAP)))
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	_, err = fmt.Fprintf(conn, "a LOGIN %s %s\r\nb SELECT INBOX\r\n"+
		"c UID FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (%s)])\r\n",
		user, backendtest.Password, strings.Join(backend.HeaderFields(), " "))
	if err != nil {
		b.Fatal(err)
	}
	r := bufio.NewReaderSize(conn, 64<<10)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			b.Fatal(err)
		}
		if strings.HasPrefix(line, "c ") {
			return time.Since(start)
		}
	}
}

// realistic returns messages with headers as long as those of real mail.
func realistic(n int) [][]byte {
	msgs := make([][]byte, n)
	for i := range msgs {
		msgs[i] = fmt.Appendf(nil, "Return-Path: <a%[1]d@example.org>\r\n"+
			"Received: from mx.example.org (mx.example.org [192.0.2.1]) by mail.example.net; %[2]s\r\n"+
			"Date: %[2]s\r\nFrom: Somebody Number %[1]d <a%[1]d@example.org>\r\nTo: Anna <anna@example.net>\r\n"+
			"Cc: Bert <bert@example.net>, Carla <carla@example.net>\r\nSubject: The matter of number %[1]d, again\r\n"+
			"Message-ID: <%[1]d.20261123@example.org>\r\nIn-Reply-To: <%[3]d.20261123@example.org>\r\n"+
			"References: <%[3]d.20261123@example.org>\r\nList-Id: Matters <matters.example.org>\r\n"+
			"Content-Type: text/plain; charset=utf-8\r\n\r\n%[4]s",
			i, "Mon, 23 Nov 2026 10:00:00 +0000", i/2, strings.Repeat("A line of text.\r\n", 20))
	}
	return msgs
}

func discard(context.Context, backend.Batch) error { return nil }
