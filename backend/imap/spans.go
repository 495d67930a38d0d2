package imap

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	goimap "github.com/emersion/go-imap/v2"
)

// span is the UIDs from lo to hi, both included.
type span struct{ lo, hi uint32 }

// spans is a set of UIDs: ascending, and neither overlapping nor touching.
type spans []span

// add returns the set with lo to hi in it.
func (s spans) add(lo, hi uint32) spans {
	if lo > hi {
		return s
	}
	first := 0 // the first one that overlaps or touches
	for first < len(s) && s[first].hi < lo && s[first].hi+1 < lo {
		first++
	}
	last := first // the first one beyond
	for last < len(s) && (s[last].lo <= hi || s[last].lo-1 == hi) {
		lo, hi = min(lo, s[last].lo), max(hi, s[last].hi)
		last++
	}
	return slices.Replace(slices.Clone(s), first, last, span{lo, hi})
}

// spansOf returns the set of UIDs in any order.
func spansOf(uids iter.Seq[uint32]) spans {
	var s spans
	for _, uid := range slices.Sorted(uids) {
		s = s.extend(uid)
	}
	return s
}

// extend returns the set with uid in it. It changes the set in place, cheaply as
// long as UIDs come in ascending order.
func (s spans) extend(uid uint32) spans {
	switch n := len(s); {
	case n > 0 && s[n-1].hi+1 == uid:
		s[n-1].hi = uid
		return s
	case n == 0 || s[n-1].hi < uid:
		return append(s, span{uid, uid})
	default:
		return s.add(uid, uid)
	}
}

// first returns the lowest n UIDs of the set.
func (s spans) first(n int) spans {
	var out spans
	for _, r := range s {
		if n == 0 {
			break
		}
		size := min(int(r.hi-r.lo)+1, n)
		out = append(out, span{r.lo, r.lo + uint32(size) - 1}) //nolint:gosec // at most the size of the span
		n -= size
	}
	return out
}

// each yields the UIDs of the set in ascending order.
func (s spans) each() iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for _, r := range s {
			for uid := r.lo; ; uid++ {
				if !yield(uid) {
					return
				}
				if uid == r.hi {
					break
				}
			}
		}
	}
}

// halves divides a set of more than one UID.
func (s spans) halves() (low, high spans) {
	half := s.count() / 2
	for _, r := range s {
		n := int(r.hi-r.lo) + 1
		switch {
		case half >= n:
			low, half = append(low, r), half-n
		case half > 0:
			cut := r.lo + uint32(half) //nolint:gosec // less than the size of the span
			low, high, half = append(low, span{r.lo, cut - 1}), append(high, span{cut, r.hi}), 0
		default:
			high = append(high, r)
		}
	}
	return low, high
}

// minus returns what is in s and not in other.
func (s spans) minus(other spans) spans {
	var out spans
	i := 0
	for _, r := range s {
		lo, rest := r.lo, true
		for i < len(other) && other[i].hi < lo {
			i++
		}
		for j := i; j < len(other) && other[j].lo <= r.hi; j++ {
			if other[j].lo > lo {
				out = append(out, span{lo, other[j].lo - 1})
			}
			if other[j].hi >= r.hi {
				rest = false
				break
			}
			lo = other[j].hi + 1
		}
		if rest {
			out = append(out, span{lo, r.hi})
		}
	}
	return out
}

// and returns what is in both.
func (s spans) and(other spans) spans { return s.minus(s.minus(other)) }

// has reports whether uid is in the set.
func (s spans) has(uid uint32) bool {
	_, found := slices.BinarySearchFunc(s, uid, func(r span, uid uint32) int {
		switch {
		case r.hi < uid:
			return -1
		case r.lo > uid:
			return 1
		default:
			return 0
		}
	})
	return found
}

// count returns how many UIDs are in the set.
func (s spans) count() int {
	n := 0
	for _, r := range s {
		n += int(r.hi-r.lo) + 1
	}
	return n
}

// top returns the highest UID, 0 of an empty set.
func (s spans) top() uint32 {
	if len(s) == 0 {
		return 0
	}
	return s[len(s)-1].hi
}

// covers reports whether every UID from 1 to hi is in the set.
func (s spans) covers(hi uint32) bool {
	return hi == 0 || len(s) > 0 && s[0].lo <= 1 && s[0].hi >= hi
}

// String returns the set in the form of a sequence set (RFC 9051 §9).
func (s spans) String() string {
	var b strings.Builder
	for i, r := range s {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.FormatUint(uint64(r.lo), 10))
		if r.hi != r.lo {
			b.WriteString(":" + strconv.FormatUint(uint64(r.hi), 10))
		}
	}
	return b.String()
}

// parseSpans reads what String writes.
func parseSpans(text string) (spans, error) {
	var s spans
	if text == "" {
		return nil, nil
	}
	for item := range strings.SplitSeq(text, ",") {
		low, high, isRange := strings.Cut(item, ":")
		if !isRange {
			high = low
		}
		lo, err := strconv.ParseUint(low, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("read a set of UIDs: %w", err)
		}
		hi, err := strconv.ParseUint(high, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("read a set of UIDs: %w", err)
		}
		s = s.add(uint32(lo), uint32(hi))
	}
	return s, nil
}

// uidSet returns the set as the library takes it.
func (s spans) uidSet() goimap.UIDSet {
	set := make(goimap.UIDSet, 0, len(s))
	for _, r := range s {
		set = append(set, goimap.UIDRange{Start: goimap.UID(r.lo), Stop: goimap.UID(r.hi)})
	}
	return set
}

// fromUIDSet returns a set of the library's, which keeps it ascending. What is
// not a number ("*") is left out.
func fromUIDSet(set goimap.UIDSet) spans {
	s := make(spans, 0, len(set))
	for _, r := range set {
		lo, hi := uint32(r.Start), uint32(r.Stop)
		switch {
		case lo == 0 || hi < lo:
		case len(s) > 0 && lo <= s.top()+1:
			s = s.add(lo, hi)
		default:
			s = append(s, span{lo, hi})
		}
	}
	return s
}
