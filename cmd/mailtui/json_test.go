package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mailtui/mailtui/config"
)

// fields returns the names of an object, sorted by go-cmp's reader.
func fields(object map[string]any) map[string]bool {
	names := map[string]bool{}
	for name := range object {
		names[name] = true
	}
	return names
}

func wantFields(t *testing.T, object map[string]any, names ...string) {
	t.Helper()
	want := map[string]bool{"v": true}
	for _, name := range names {
		want[name] = true
	}
	if diff := cmp.Diff(want, fields(object)); diff != "" {
		t.Errorf("field names are frozen: %s", diff)
	}
}

func TestListAndReadInJSON(t *testing.T) {
	t.Parallel()
	h, _ := demoHome(t)
	h.ok("sync", "personal")
	row := find(t, h, "The drawing you asked for")
	wantFields(t, row, "id", "account", "folder", "thread", "from", "subject", "date", "flags", "attachments", "size")
	if row["date"] != "2026-11-18T12:51:00Z" || row["attachments"] != 2.0 {
		t.Errorf("got %v", row)
	}
	if diff := cmp.Diff([]any{"starred"}, row["flags"]); diff != "" {
		t.Errorf("flags: %s", diff)
	}
	m := objects(t, h.ok("read", "--json", row["id"].(string)))[0]
	wantFields(t, m, "id", "account", "folder", "thread", "message_id", "from", "reply_to", "to", "cc", "subject", "date",
		"flags", "size", "text", "text_from", "html", "links", "notes",
		"attachments", "warnings")
	files := m["attachments"].([]any)
	picture := files[0].(map[string]any)
	if len(files) != 2 || picture["name"] != "gear 24 teeth.png" || picture["type"] != "image/png" ||
		picture["cached"] != true || len(picture["sha256"].(string)) != 64 || picture["part"] != "2" {
		t.Errorf("got %v", files)
	}
	if m["message_id"] != "photos@demo.example" || m["text_from"] != "plain" || m["html"] != false ||
		!strings.HasPrefix(m["text"].(string), "Dear Ada,\n\nhere is the gear") {
		t.Errorf("got %v", m)
	}
	lie := find(t, h, "My new address")
	m = objects(t, h.ok("read", "--json", lie["id"].(string)))[0]
	if codes := fmt.Sprint(m["warnings"]); !strings.Contains(codes, "reply-to-differs") ||
		!strings.Contains(codes, "name-is-address") {
		t.Errorf("warnings: %v", codes)
	}
}

func TestJSONAsOneDocument(t *testing.T) {
	t.Parallel()
	h := newHome(t).account(config.Account{Protocol: config.IMAP, Server: startIMAP(t, nil, letter("one"), letter("two")).Server})
	for _, tt := range []struct {
		args []string
		want int
	}{
		{[]string{"list"}, 0},
		{[]string{"sync"}, 1},
		{[]string{"list"}, 2},
		{[]string{"accounts", "-q", "--no-input"}, 1},
		{[]string{"folders"}, 1},
		{[]string{"version"}, 1},
	} {
		var all []map[string]any
		out := h.ok(append(tt.args, "--json=array")...)
		if err := json.Unmarshal([]byte(out), &all); err != nil || all == nil || len(all) != tt.want {
			t.Errorf("%v: %v in %q", tt.args, err, out)
		}
	}
}

func TestListSaysTheSameTimeInBothForms(t *testing.T) {
	t.Parallel()
	undated := strings.Replace(letter("undated"), "Date: Sun, 22 Nov 2026 13:58:00 +0100\r\n", "", 1)
	server := startIMAP(t, nil, letter("dated"), undated)
	h := newHome(t).account(config.Account{Protocol: config.IMAP, Server: server.Server})
	h.ok("sync")
	for line := range strings.Lines(h.ok("list")) {
		want := map[bool]string{true: " unknown ", false: " 2026-11-22 12:58 "}[strings.Contains(line, "undated")]
		if !strings.Contains(line, want) {
			t.Errorf("%q is not in %q", want, line)
		}
	}
	for _, row := range objects(t, h.ok("list", "--json")) {
		want := map[any]any{"undated": nil, "dated": "2026-11-22T13:58:00+01:00"}[row["subject"]]
		if row["date"] != want {
			t.Errorf("%v has the date %v", row["subject"], row["date"])
		}
	}
}
