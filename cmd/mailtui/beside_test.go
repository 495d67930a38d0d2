package main

import (
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/app"
)

// bodied is a letter of a type.
func bodied(subject, kind, body string) string {
	head, _, _ := strings.Cut(letter(subject), "\r\n\r\n")
	body = strings.ReplaceAll(body, "\n", "\r\n")
	return head + "\r\nMIME-Version: 1.0\r\nContent-Type: " + kind + "\r\n\r\n" + body
}

const event = "BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:1\nSUMMARY:Engine\nLOCATION:Dorset Street\n" +
	"DTSTART:20261125T100000Z\nDTEND:20261125T110000Z\nRRULE:FREQ=WEEKLY;COUNT=5\nDESCRIPTION:Bring cards.\n" +
	"ORGANIZER:mailto:grace@navy.example\nATTENDEE;CN=Ada:mailto:ada@home.example\nEND:VEVENT\nEND:VCALENDAR\n"

func TestReadTellsWhatIsBesideTheText(t *testing.T) {
	t.Parallel()
	const report = "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n" +
		"Final-Recipient: rfc822; nobody@example.net\nAction: failed\nStatus: 5.1.1\n\n--b--\n"
	for _, tt := range []struct {
		name, letter string
		lines, text  []string
	}{
		{
			"invitation alone", bodied("i", "text/calendar; method=REQUEST", event),
			[]string{
				"Invitation: Engine", "When: Wed 25 Nov 2026, 10:00–11:00", "Repeats: ", "Where: Dorset Street",
				"By: grace@navy.example", "With: Ada", "Bring cards.",
			},
			[]string{"Invitation: Engine\nWhen: ", "With: Ada", "Bring cards."},
		},
		{
			"bounce alone", bodied("b", "multipart/report; report-type=delivery-status; boundary=b", report),
			[]string{"nobody@example.net"},
			[]string{"nobody@example.net"},
		},
		{
			"encrypted", bodied("e", "multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b",
				"--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: application/octet-stream\n\nx\n--b--\n"),
			[]string{"encrypted (OpenPGP): mailtui cannot open it"},
			nil,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h, id := holding(t, tt.letter)
			out := h.ok("read", id)
			for _, want := range tt.lines {
				if strings.Count(out, want) != 1 {
					t.Errorf("%q is %d times in %q", want, strings.Count(out, want), out)
				}
			}
			text := objects(t, h.ok("read", "--json", id))[0]["text"].(string)
			for _, want := range tt.text {
				if !strings.Contains(text, want) {
					t.Errorf("%q is not in the text %q", want, text)
				}
			}
		})
	}
}

// TestTextStaysTheText: what is beside it is not put into the field.
func TestTextStaysTheText(t *testing.T) {
	t.Parallel()
	h, id := holding(t, bodied("both", "multipart/alternative; boundary=b",
		"--b\n\nPlease come.\n--b\nContent-Type: text/calendar; method=REQUEST\n\n"+event+"--b--\n"))
	if text := objects(t, h.ok("read", "--json", id))[0]["text"].(string); strings.TrimSpace(text) != "Please come." {
		t.Errorf("the text is %q", text)
	}
	if out := h.ok("read", id); !strings.Contains(out, "With: Ada\n\nPlease come.") {
		t.Errorf("printed %q", out)
	}
}

func TestRiskOfAttachments(t *testing.T) {
	t.Parallel()
	program := attached{"Content-Type: application/x-sh; name=\"run.sh\"\r\n", "#!/bin/sh\nls\n"}
	disguised := attached{"Content-Type: application/pdf; name=\"plan.docx.pdf\"\r\n", "%PDF-1.4 x"}
	h, id := holding(t, withFiles("risks", pdf("plan.pdf", 100), program, disguised))
	lines := strings.Split(h.ok("attachment", "list", id), "\n")
	if strings.Contains(lines[0], "!") || !strings.Contains(lines[1], " ! A program") || !strings.Contains(lines[2], " ! In disguise") {
		t.Errorf("listed %q", lines)
	}
	rows := objects(t, h.ok("attachment", "list", id, "--json"))
	if rows[0]["risk"] != nil || rows[1]["risk"] != "program" || rows[2]["risk"] != "disguised" {
		t.Errorf("listed %v", rows)
	}
	var codes []string
	for _, w := range objects(t, h.ok("read", id, "--json"))[0]["warnings"].([]any) {
		codes = append(codes, w.(map[string]any)["code"].(string))
	}
	if got := strings.Join(codes, " "); got != "attachment-program attachment-disguised" {
		t.Errorf("warned of %q", got)
	}
}

func TestReadTellsWhatABelievedServerSays(t *testing.T) {
	t.Parallel()
	h, id := holding(t, "Authentication-Results: mx.home.example; dmarc=fail header.from=navy.example\r\n"+letter("claims"))
	before := h.ok("read", id)
	a, err := app.Open(t.Context(), app.Options{Dirs: h.dirs, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(a.TrustAuthserv(t.Context(), "home", "mx.home.example", true), a.Close()); err != nil {
		t.Fatal(err)
	}
	after := h.ok("read", id)
	if strings.Contains(before, "DMARC") || !strings.Contains(after, "DMARC fails for navy.example") {
		t.Errorf("printed %q, then %q", before, after)
	}
}
