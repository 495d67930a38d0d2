package message

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mailtui/mailtui/corpora"
)

// vector is one field with what another parser reads of it.
type vector struct {
	Header   string          `json:"header"`
	Expected json.RawMessage `json:"expected"`
}

func readVectors(t *testing.T, name string) []vector {
	t.Helper()
	b, err := os.ReadFile(corpora.Path(t, "stalwart", "header-vectors", name+".json"))
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

// TestHeaderVectors compares single fields with another parser's reading.
func TestHeaderVectors(t *testing.T) {
	same := map[string]func(v vector) string{ // "" or what is different
		"address": sameAddresses, "content_type": sameContentType, "date": sameDate, "id": sameIDs,
		"unstructured": sameText, "list": sameList, "received": sameReceived,
	}
	for _, tt := range []struct {
		kind         string
		right, total int
	}{
		{"address", 52, 60},
		{"content_type", 94, 103},
		{"date", 37, 40},
		{"id", 10, 11},
		{"unstructured", 27, 30},
		{"list", 7, 7},
		{"received", 170, 181},
	} {
		t.Run(tt.kind, func(t *testing.T) {
			vectors, found := readVectors(t, tt.kind), misses{}
			for i, v := range vectors {
				if miss := same[tt.kind](v); miss != "" {
					found[fmt.Sprintf("%s/%d: vector", tt.kind, i)] = fmt.Sprintf("%q: %s", v.Header, miss)
				}
			}
			right := len(vectors) - len(found)
			t.Logf("%d of %d", right, len(vectors))
			if len(vectors) != tt.total || right < tt.right {
				t.Errorf("%d of %d, want %d of %d", right, len(vectors), tt.right, tt.total)
			}
			readMisses(t, func(set string) bool { return set == tt.kind }).check(t, found)
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

func sameDate(v vector) string { return compareDate(parseDate(unfolded(v)), v.Expected) }

func compareDate(got time.Time, expected json.RawMessage) string {
	var want *struct {
		Year, Month, Day, Hour, Minute, Second int
		Before                                 bool `json:"tz_before_gmt"`
		ZoneHour                               int  `json:"tz_hour"`
		ZoneMinute                             int  `json:"tz_minute"`
	}
	if len(expected) > 0 {
		if err := json.Unmarshal(expected, &want); err != nil {
			return err.Error()
		}
	}
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
	date := time.Date(want.Year, time.Month(want.Month), want.Day, want.Hour, want.Minute, want.Second, 0,
		time.FixedZone("", offset))
	if !got.Equal(date) {
		return fmt.Sprintf("got %v want %v", got, date)
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

// sameList compares a list of words as Keywords has it (RFC 5322 §3.6.5).
func sameList(v vector) string {
	var want []string
	if err := json.Unmarshal(v.Expected, &want); err != nil {
		return err.Error()
	}
	var got []string
	for _, item := range strings.Split(unfolded(v), ",") {
		if item = words(decodeWords(item)); item != "" {
			got = append(got, item)
		}
	}
	if !slices.Equal(got, want) {
		return fmt.Sprintf("got %q want %q", got, want)
	}
	return ""
}

// sameReceived compares the date of a Received field (RFC 5321 §4.4), which is
// all of it that is read.
func sameReceived(v vector) string {
	var want struct{ Date json.RawMessage }
	if err := json.Unmarshal(v.Expected, &want); err != nil {
		return err.Error()
	}
	value := unfolded(v)
	value = value[strings.LastIndexByte(value, ';')+1:]
	return compareDate(parseDate(value), want.Date)
}
