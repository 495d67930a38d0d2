package message

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// vector is one field with what another parser reads of it.
type vector struct {
	Header   string          `json:"header"`
	Expected json.RawMessage `json:"expected"`
}

func readVectors(t *testing.T, name string) []vector {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(corpora(t), "stalwart", "header-vectors", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var list []vector
	if err := json.Unmarshal(b, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// unfolded returns the value of a vector's field as the field scanner gives it.
func unfolded(v vector) string {
	return readFields([]byte("X:" + v.Header)).Get("X")
}

// TestHeaderVectors compares single fields with another parser's reading. What
// stays different is a matter of taste (the parts of a name with a comment in
// it) and listed in the log.
func TestHeaderVectors(t *testing.T) {
	tests := []struct {
		name  string
		floor float64
		same  func(v vector) string // "" or what is different
	}{
		{"address", 0.86, sameAddresses},
		{"content_type", 0.91, sameContentType},
		{"date", 0.90, sameDate},
		{"id", 0.90, sameIDs},
		{"unstructured", 0.90, sameText},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			vectors := readVectors(t, tt.name)
			right := 0
			for _, v := range vectors {
				if miss := tt.same(v); miss != "" {
					t.Logf("%q: %s", v.Header, miss)
					continue
				}
				right++
			}
			t.Logf("%d of %d", right, len(vectors))
			if float64(right) < tt.floor*float64(len(vectors)) {
				t.Errorf("only %d of %d", right, len(vectors))
			}
		})
	}
}

func sameAddresses(v vector) string {
	type address struct{ Name, Address *string }
	var want struct {
		List  []address
		Group []struct{ Addresses []address }
	}
	if err := json.Unmarshal(v.Expected, &want); err != nil {
		return err.Error()
	}
	list := want.List
	for _, g := range want.Group {
		list = append(list, g.Addresses...)
	}
	text := func(s *string) string {
		if s == nil {
			return ""
		}
		return words(*s)
	}
	var a, b []string
	for _, x := range appendAddresses(nil, unfolded(v)) {
		a = append(a, words(x.Name.String())+"|"+x.Addr.String())
	}
	for _, x := range list {
		b = append(b, text(x.Name)+"|"+strings.TrimPrefix(text(x.Address), "mailto:"))
	}
	if !slices.Equal(a, b) {
		return fmt.Sprintf("got %q want %q", a, b)
	}
	return ""
}

func sameContentType(v vector) string {
	var want *struct {
		Type       string      `json:"c_type"`
		Subtype    *string     `json:"c_subtype"`
		Attributes [][2]string `json:"attributes"`
	}
	if err := json.Unmarshal(v.Expected, &want); err != nil {
		return err.Error()
	}
	value := unfolded(v)
	kind := defaultType
	var params [][2]string
	if want != nil {
		if want.Subtype != nil {
			kind = strings.ToLower(want.Type + "/" + *want.Subtype)
		}
		params = want.Attributes
	}
	if got := mediaType(value); got != kind {
		return fmt.Sprintf("got %q want %q", got, kind)
	}
	_, got := parseType(value)
	for _, p := range params {
		if words(got[strings.ToLower(p[0])]) != words(p[1]) {
			return fmt.Sprintf("%s: got %q want %q", p[0], got[strings.ToLower(p[0])], p[1])
		}
	}
	return ""
}

func sameDate(v vector) string {
	var want *struct {
		Year, Month, Day, Hour, Minute, Second int
		Before                                 bool `json:"tz_before_gmt"`
		ZoneHour                               int  `json:"tz_hour"`
		ZoneMinute                             int  `json:"tz_minute"`
	}
	if err := json.Unmarshal(v.Expected, &want); err != nil {
		return err.Error()
	}
	got := parseDate(unfolded(v))
	if want == nil {
		if !got.IsZero() {
			return fmt.Sprintf("got %v want none", got)
		}
		return ""
	}
	offset := want.ZoneHour*3600 + want.ZoneMinute*60
	if want.Before {
		offset = -offset
	}
	expected := time.Date(want.Year, time.Month(want.Month), want.Day, want.Hour, want.Minute, want.Second, 0,
		time.FixedZone("", offset))
	if !got.Equal(expected) {
		return fmt.Sprintf("got %v want %v", got, expected)
	}
	return ""
}

func sameIDs(v vector) string {
	var want []string
	if err := json.Unmarshal(v.Expected, &want); err != nil {
		var one string
		if json.Unmarshal(v.Expected, &one) != nil {
			return err.Error()
		}
		want = []string{one}
	}
	if got := idsOf(unfolded(v)); !slices.Equal(got, want) {
		return fmt.Sprintf("got %q want %q", got, want)
	}
	return ""
}

func sameText(v vector) string {
	var want string
	if err := json.Unmarshal(v.Expected, &want); err != nil {
		return err.Error()
	}
	if got := decodeWords(unfolded(v)); words(got) != words(want) {
		return fmt.Sprintf("got %q want %q", got, want)
	}
	return ""
}
