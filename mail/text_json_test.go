package mail_test

import (
	"encoding/json"
	"testing"

	"github.com/mailtui/mailtui/mail"
)

func TestTextJSONRoundTrip(t *testing.T) {
	want := mail.Problem{Op: "select", Kind: mail.Rejected, Host: "h:993", Detail: mail.Line("No\u202e \x1b]0;x")}
	b, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got mail.Problem
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestTextJSONSanitisesAgain(t *testing.T) {
	var got mail.Text
	if err := json.Unmarshal([]byte(`"a\u001b[2Jb\n"`), &got); err != nil {
		t.Fatal(err)
	}
	if want := mail.Line("a\x1b[2Jb\n"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
