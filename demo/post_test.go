package demo_test

import (
	"fmt"
	"net/smtp"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/demo"
)

// TestPost sends mail with a client of another make: what is for an account of
// the world comes, the rest is kept, and who is not known sends nothing.
func TestPost(t *testing.T) {
	world, err := demo.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := world.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	byName := map[string]demo.Account{}
	for _, a := range world.Accounts() {
		byName[a.Name] = a
	}
	from := byName["personal"]
	addr := fmt.Sprintf("%s:%d", from.Host, from.SMTPPort)
	to := []string{byName["work"].Email, strings.ToUpper(byName["shop"].Email), "nobody@elsewhere.example"}
	message := []byte("From: ada@analytical.example\r\nSubject: To myself\r\n\r\n.\r\nHello\r\n")
	if err := smtp.SendMail(addr, nil, from.Email, to, message); err == nil {
		t.Error("a stranger can send")
	}
	if err := smtp.SendMail(addr, smtp.PlainAuth("", from.User, "wrong", from.Host), from.Email, to, message); err == nil {
		t.Error("a wrong password will do")
	}
	if err := smtp.SendMail(addr, smtp.PlainAuth("", from.User, from.Password, from.Host), from.Email, to, message); err != nil {
		t.Fatal(err)
	}
	sent := world.Sent()
	if len(sent) != 1 || sent[0].From != from.Email || len(sent[0].To) != 3 || string(sent[0].Message) != string(message) {
		t.Errorf("sent is %q", sent)
	}
	for name, got := range map[string]map[string][]byte{
		"work": readIMAP(t, byName["work"]), "shop": readPOP3(t, byName["shop"]), "personal": readIMAP(t, from),
	} {
		came := 0
		for _, body := range got {
			if strings.HasSuffix(string(body), "\r\n"+string(message)) {
				came++
			}
		}
		if want := map[string]int{"work": 1, "shop": 1}[name]; came != want {
			t.Errorf("%d came to %s", came, name)
		}
	}
}
