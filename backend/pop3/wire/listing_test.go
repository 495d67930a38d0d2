package wire_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/backend/pop3/wire"
)

func TestReadUIDL(t *testing.T) {
	for _, c := range []struct {
		name, answer string
		want         []wire.UIDLItem
		err          error
	}{
		{"plain", "1 a\r\n2 b\r\n", []wire.UIDLItem{{1, "a"}, {2, "b"}}, nil},
		{"spaces inside", "1 uid one\r\n2 uid two\r\n", []wire.UIDLItem{{1, "uid one"}, {2, "uid two"}}, nil},
		{"empty id in the middle", "1 a\r\n2 \r\n3 c\r\n4\r\n", []wire.UIDLItem{{1, "a"}, {2, ""}, {3, "c"}, {4, ""}}, nil},
		{"blank line in the middle", "1 a\r\n\r\n \r\n3 c\r\n", []wire.UIDLItem{{1, "a"}, {3, "c"}}, nil},
		{"same id twice", "1 a\r\n2 a\r\n", []wire.UIDLItem{{1, "a"}, {2, "a"}}, nil},
		{"bytes of no charset", "1 \xff\x01\n\r\r\n", []wire.UIDLItem{{1, "\xff\x01\n\r"}}, nil},
		{"path", "1 ../../x\r\n", []wire.UIDLItem{{1, "../../x"}}, nil},
		{"none", "", nil, nil},
		{"no number", "1 a\r\nx b\r\n3 c\r\n", nil, wire.ErrProtocol},
		{"number twice", "1 a\r\n1 b\r\n", nil, wire.ErrProtocol},
		{"zero", "0 a\r\n", nil, wire.ErrProtocol},
		{"negative", "-1 a\r\n", nil, wire.ErrProtocol},
		{"number of no int", "99999999999999999999 a\r\n", nil, wire.ErrProtocol},
		{"space first", " 1 a\r\n", nil, wire.ErrProtocol},
		{"more than STAT said", "1 a\r\n2 b\r\n3 c\r\n4 d\r\n5 e\r\n", nil, wire.ErrCount},
		{"blank lines and nothing else", strings.Repeat("\r\n", 6), nil, wire.ErrCount},
		{"endless line", "1 " + strings.Repeat("x", 100_000), nil, wire.ErrTooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := wire.ReadUIDL(strings.NewReader(c.answer), 4)
			if !errors.Is(err, c.err) {
				t.Fatalf("error %v, want %v", err, c.err)
			}
			if err == nil && !slices.Equal(got, c.want) {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestReadList(t *testing.T) {
	for _, c := range []struct {
		name, answer string
		want         []wire.ListItem
		err          error
	}{
		{"plain", "1 120\r\n2 0\r\n", []wire.ListItem{{1, 120}, {2, 0}}, nil},
		{"more behind the size", "1 120 extra\r\n", []wire.ListItem{{1, 120}}, nil},
		{"two spaces", "1  120\r\n", []wire.ListItem{{1, 120}}, nil},
		{"blank line", "1 1\r\n\r\n2 2\r\n", []wire.ListItem{{1, 1}, {2, 2}}, nil},
		{"beyond every size", "1 99999999999999999999999\r\n", []wire.ListItem{{1, math.MaxInt64}}, nil},
		{"negative", "1 -5\r\n", nil, wire.ErrProtocol},
		{"no size", "1\r\n", nil, wire.ErrProtocol},
		{"no number in the size", "1 x\r\n", nil, wire.ErrProtocol},
		{"no number", "one 1\r\n", nil, wire.ErrProtocol},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := wire.ReadList(strings.NewReader(c.answer), 4)
			if !errors.Is(err, c.err) {
				t.Fatalf("error %v, want %v", err, c.err)
			}
			if err == nil && !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestParseStat(t *testing.T) {
	for _, c := range []struct {
		words  string
		count  int
		octets int64
		err    error
	}{
		{"2 320", 2, 320, nil},
		{"0 0", 0, 0, nil},
		{"0", 0, 0, nil},
		{"2 320 more", 2, 320, nil},
		{"", 0, 0, wire.ErrProtocol},
		{"-1 5", 0, 0, wire.ErrProtocol},
		{"x", 0, 0, wire.ErrProtocol},
		{"4294967295 1", 0, 0, wire.ErrTooLarge},
		{"99999999999999999999 1", 0, 0, wire.ErrTooLarge},
	} {
		t.Run(c.words, func(t *testing.T) {
			count, octets, err := wire.ParseStat([]byte(c.words))
			if count != c.count || octets != c.octets || !errors.Is(err, c.err) {
				t.Errorf("got %d, %d, %v", count, octets, err)
			}
		})
	}
}

func FuzzListings(f *testing.F) {
	for _, seed := range []string{
		"1 a\r\n2 b c\r\n", "1 \r\n\r\n3 120 x\r\n", "x\r\n", "1 99999999999999999999\r\n", "1 a\n2 b\r\n",
	} {
		f.Add([]byte(seed))
	}
	const limit = 50
	f.Fuzz(func(t *testing.T, answer []byte) {
		uids, err := wire.ReadUIDL(strings.NewReader(string(answer)), limit)
		if err == nil {
			var b strings.Builder
			for _, u := range uids {
				fmt.Fprintf(&b, "%d %s\r\n", u.Number, u.UID)
			}
			again, err := wire.ReadUIDL(strings.NewReader(b.String()), limit)
			if err != nil || !slices.Equal(again, uids) {
				t.Errorf("UIDL %+v read again is %+v, %v", uids, again, err)
			}
		}
		sizes, err := wire.ReadList(strings.NewReader(string(answer)), limit)
		if err == nil {
			if len(sizes) > limit {
				t.Errorf("%d lines", len(sizes))
			}
			for _, s := range sizes {
				if s.Number < 1 || s.Size < 0 {
					t.Errorf("LIST line %+v", s)
				}
			}
		}
	})
}
