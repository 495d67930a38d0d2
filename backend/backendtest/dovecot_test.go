package backendtest_test

import (
	"crypto/tls"
	"fmt"
	"net"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2/imapclient"

	"github.com/mailtui/mailtui/backend/backendtest"
)

func TestDovecotServesWhatWasDelivered(t *testing.T) {
	s := backendtest.Dovecot(t)
	received := time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC)
	for _, folder := range []string{"INBOX", "Work/2024 & more", "Entwürfe/日本"} {
		for i := range 3 {
			s.DeliverAt(t, "anna", folder, received, []byte(fmt.Sprintf("Subject: %s %d\r\n\r\nHello\r\n", folder, i)))
		}
	}
	c := s.IMAPClient(t, "anna")
	for _, folder := range []string{"INBOX", "Work/2024 & more", "Entwürfe/日本"} {
		data, err := c.Select(folder, nil).Wait()
		if err != nil {
			t.Fatalf("select %q: %v", folder, err)
		}
		if data.NumMessages != 3 {
			t.Errorf("%q has %d messages, want 3", folder, data.NumMessages)
		}
	}
}

func TestDovecotIsReadByItsCAOnly(t *testing.T) {
	s := backendtest.Dovecot(t)
	addr := net.JoinHostPort(s.Host, strconv.Itoa(s.IMAPS))
	for _, tt := range []struct {
		name string
		ca   *backendtest.CA
		want bool
	}{{"its own", s.CA, true}, {"another", backendtest.NewCA(t), false}} {
		t.Run(tt.name, func(t *testing.T) {
			config := &tls.Config{RootCAs: tt.ca.Pool, MinVersion: tls.VersionTLS12}
			c, err := imapclient.DialTLS(addr, &imapclient.Options{TLSConfig: config})
			if (err == nil) != tt.want {
				t.Fatalf("dial: %v", err)
			}
			if c != nil {
				_ = c.Close()
			}
		})
	}
	if pem, err := os.ReadFile(s.CAFile); err != nil || !slices.Equal(pem, s.CA.PEM) {
		t.Errorf("ca file: %v", err)
	}
}

func TestDovecotStopsAndStartsOnTheSamePorts(t *testing.T) {
	s := backendtest.Dovecot(t)
	s.Deliver(t, "anna", "INBOX", []byte("Subject: kept\r\n\r\n"))
	s.Stop()
	if c, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(s.IMAP))); err == nil {
		_ = c.Close()
		t.Fatal("a stopped server listens")
	}
	s.Start(t)
	data, err := s.IMAPClient(t, "anna").Select("INBOX", nil).Wait()
	if err != nil || data.NumMessages != 1 {
		t.Fatalf("after a restart: %d messages, %v", data.NumMessages, err)
	}
}
