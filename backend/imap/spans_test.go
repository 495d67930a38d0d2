package imap

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	goimap "github.com/emersion/go-imap/v2"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/mail"
)

// numbers is a set as a map: slow and plainly right.
type numbers map[uint32]bool

func (n numbers) spans() spans { return spansOf(maps.Keys(n)) }

// someNumbers returns a random set below 64.
func someNumbers(rng *rand.Rand) numbers {
	n := numbers{}
	for range rng.IntN(40) {
		n[1+rng.Uint32N(63)] = true
	}
	return n
}

func TestSpansAreSets(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		a, b := someNumbers(rng), someNumbers(rng)
		lo := 1 + rng.Uint32N(63)
		hi := lo + rng.Uint32N(64-lo)
		sum, minus, and := maps.Clone(a), numbers{}, numbers{}
		for uid := lo; uid <= hi; uid++ {
			sum[uid] = true
		}
		for uid := range a {
			if b[uid] {
				and[uid] = true
			} else {
				minus[uid] = true
			}
		}
		sa, sb := a.spans(), b.spans()
		for _, tt := range []struct {
			name string
			got  spans
			want numbers
		}{
			{"made", sa, a},
			{"added", sa.add(lo, hi), sum},
			{"minus", sa.minus(sb), minus},
			{"and", sa.and(sb), and},
			{"nothing added", sa.add(hi+1, hi), a},
		} {
			checkSpans(t, tt.name, tt.got, tt.want)
		}
		if !slices.Equal(sa, a.spans()) {
			t.Fatal("an operation changed its operand")
		}
		n := rng.IntN(len(a) + 2)
		first := sa.first(n)
		if want := slices.Sorted(maps.Keys(a)); !slices.Equal(slices.Collect(first.each()), want[:min(n, len(want))]) {
			t.Fatalf("the first %d of %v are %v", n, sa, first)
		}
		if len(a) > 1 {
			low, high := sa.halves()
			if low.count()+high.count() != len(a) || low.top() >= high[0].lo || len(low) == 0 {
				t.Fatalf("the halves of %v are %v and %v", sa, low, high)
			}
		}
	}
}

// checkSpans holds a set against the numbers that should be in it, and against
// its own form.
func checkSpans(t *testing.T, name string, got spans, want numbers) {
	t.Helper()
	uids := slices.Sorted(maps.Keys(want))
	if !slices.Equal(slices.Collect(got.each()), uids) || got.count() != len(uids) {
		t.Fatalf("%s: got %v, want %v", name, got, uids)
	}
	for i, r := range got {
		if r.lo > r.hi || i > 0 && r.lo <= got[i-1].hi+1 {
			t.Fatalf("%s: %v is not in order", name, got)
		}
	}
	for uid := range uint32(70) {
		if got.has(uid) != want[uid] {
			t.Fatalf("%s: %v has %d: %t", name, got, uid, got.has(uid))
		}
	}
	read, err := parseSpans(got.String())
	if err != nil || !slices.Equal(read, got) {
		t.Fatalf("%s: %v is read back as %v, %v", name, got, read, err)
	}
	if again := fromUIDSet(got.uidSet()); !slices.Equal(again, got) {
		t.Fatalf("%s: %v comes back from the library as %v", name, got, again)
	}
}

func TestSpansAtTheEnds(t *testing.T) {
	const last = ^uint32(0)
	all := spans(nil).add(1, last)
	for _, tt := range []struct {
		name      string
		got, want spans
	}{
		{"everything but the last", all.minus(spans{{last, last}}), spans{{1, last - 1}}},
		{"everything but the first", all.minus(spans{{1, 1}}), spans{{2, last}}},
		{"everything but everything", all.minus(all), nil},
		{"the last added", spans{{5, last - 1}}.add(last, last), spans{{5, last}}},
		{"beyond the last", spans{{last, last}}.add(last, last), spans{{last, last}}},
		{"a star", fromUIDSet(goimap.UIDSet{{Start: 3, Stop: 5}, {Start: 7, Stop: 0}}), spans{{3, 5}}},
	} {
		if !slices.Equal(tt.got, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, tt.got, tt.want)
		}
	}
	if n := len(slices.Collect(spans{{last - 2, last}}.each())); n != 3 {
		t.Errorf("%d UIDs at the end", n)
	}
	if !all.covers(last) || !spans(nil).covers(0) || spans(nil).covers(1) || (spans{{2, 9}}).covers(9) {
		t.Error("covers is wrong at the ends")
	}
}

func FuzzParseCursor(f *testing.F) {
	f.Add(`{"uidvalidity":7,"modseq":9,"done":"1:5,7,9:4294967295"}`)
	f.Add(`{"uidvalidity":7,"done":"5:1"}`)
	f.Add(`{"done":"1:x"}`)
	f.Add("nonsense")
	f.Fuzz(func(t *testing.T, text string) {
		c, ok := parseCursor(backend.Cursor(text))
		if !ok {
			return
		}
		again, ok := parseCursor(c.text())
		if !ok || again.validity != c.validity || again.modSeq != c.modSeq || !slices.Equal(again.done, c.done) {
			t.Errorf("%q is %+v, and then %+v", text, c, again)
		}
	})
}

func TestCursorIsBounded(t *testing.T) {
	c := cursor{validity: ^uint32(0), modSeq: ^uint64(0)}
	for uid := uint32(4_000_000_000); len(c.done) < 2*maxSpans; uid += 5 {
		c.done = append(c.done, span{uid, uid + 2})
	}
	text := c.text()
	if len(text) > 64<<10 {
		t.Errorf("%d bytes", len(text))
	}
	read, ok := parseCursor(text)
	if !ok || len(read.done) != maxSpans || read.done.top() != c.done.top() {
		t.Errorf("the newest are not kept: %t, %d", ok, len(read.done))
	}
	if _, ok := parseCursor(""); ok {
		t.Error("an empty cursor is one")
	}
}

func TestStretches(t *testing.T) {
	n := sizes{first: 2, batch: 3, stretch: 4}
	for _, tt := range []struct {
		name      string
		top       uint32
		done, all string
		want      string
	}{
		{"nothing at all", 0, "", "", ""},
		{"an empty folder", 9, "", "", "1:9/"},
		{"all done", 9, "1:9", "1:9", ""},
		{"dense", 10, "", "1:10", "9:10/9:10 5:8/5:8 1:4/1:4"},
		{"sparse", 1000, "", "5,70,300,900,950", "900:1000/900,950 1:899/5,70,300"},
		{"two gaps", 20, "5:8,15:16", "1:20", "19:20/19:20 13:14,17:18/13:14,17:18 9:12/9:12 1:4/1:4"},
		{"new and nothing else", 12, "1:10", "3:12", "11:12/11:12"},
		{"removed at the end", 12, "1:10", "3:8", "11:12/"},
		{"a screen exactly", 2, "", "1:2", "1:2/1:2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			done, err := parseSpans(tt.done)
			if err != nil {
				t.Fatal(err)
			}
			all, err := parseSpans(tt.all)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range n.stretches(tt.top, done, all) {
				got = append(got, s.ask.String()+"/"+s.exist.String())
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("got %s, want %s", s, tt.want)
			}
		})
	}
}

// TestStretchesOfManyGaps: the command line stays short, and nothing is asked
// for twice or left out.
func TestStretchesOfManyGaps(t *testing.T) {
	var done spans
	for uid := uint32(2); uid < 3000; uid += 2 {
		done = append(done, span{uid, uid})
	}
	var told spans
	all := spans{{1, 3000}}
	for _, s := range defaultSizes().stretches(3000, done, all) {
		if len(s.ask) > rangeSpans {
			t.Errorf("a command asks for %d ranges", len(s.ask))
		}
		if n := s.ask.and(told).count(); n > 0 {
			t.Errorf("%d are asked for twice", n)
		}
		told = union(told, s.ask)
	}
	if want := all.minus(done); !slices.Equal(told, want) {
		t.Errorf("%d of %d are asked for", told.count(), want.count())
	}
}

func TestRemoteIDs(t *testing.T) {
	if id := remoteID(0xabc, 5); id != "00000abc00000005" {
		t.Errorf("got %q", id)
	}
	for _, bad := range []string{"", "0000000100000000", "000000010000000x", "00000001000000010", "x000000100000001"} {
		if _, _, ok := parseID(mail.RemoteID(bad)); ok {
			t.Errorf("%q is an id", bad)
		}
	}
	var last string
	for _, uid := range []uint32{1, 9, 10, 255, 256, ^uint32(0)} {
		id := remoteID(7, uid)
		v, u, ok := parseID(id)
		if !ok || v != 7 || u != uid || string(id) <= last {
			t.Errorf("%d is %s, which is %d and %d", uid, id, v, u)
		}
		last = fmt.Sprint(id)
	}
}
