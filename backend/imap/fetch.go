package imap

import (
	"context"
	"fmt"
	"io"
	"maps"
	"regexp"
	"strconv"
	"strings"

	goimap "github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/imap/wire"
	"github.com/mailtui/mailtui/mail"
)

// fetchMessages is how many whole messages one command asks for.
const fetchMessages = 500

// Fetch reads messages and parts. Whole messages are read many at a time.
func (b *Backend) Fetch(ctx context.Context, box mail.RemoteBox, wants []backend.Want,
	sink func(backend.Item) error,
) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	scope, done, err := b.begin(ctx, "fetch")
	if err != nil {
		return err
	}
	defer done()
	f := &fetching{b: b, ctx: scope, stop: stop, box: box, sink: sink}
	if err := f.run(wants); err != nil {
		if b.conn != nil && b.conn.Err() != nil {
			b.drop()
		}
		return fmt.Errorf("fetch from %q: %w", mail.Line(string(box)), err)
	}
	return nil
}

// fetching is one Fetch.
type fetching struct {
	b        *Backend
	ctx      context.Context
	stop     func() // ends the command under way as a cancel does
	box      mail.RemoteBox
	sink     func(backend.Item) error
	validity uint32
	failure  error // of sink: it ends the call
}

func (f *fetching) run(wants []backend.Want) error {
	if err := f.selectFor(wants); err != nil {
		return err
	}
	whole := map[uint32]backend.Want{}
	var others []backend.Want
	for _, w := range wants {
		validity, uid, ok := parseID(w.ID)
		switch {
		case !ok || validity != f.validity:
			f.give(backend.Item{ID: w.ID, Section: w.Section, Err: f.problem(mail.Gone, mail.NotOnServer)})
		case w.Section != backend.Readable && w.Size > wire.MaxLiteral:
			f.give(backend.Item{ID: w.ID, Section: w.Section, Err: f.problem(mail.Rejected, mail.TooLarge)})
		case w.Section == "" && w.Size <= f.b.pieces.first,
			w.Section == backend.Readable && w.Size > 0 && w.Size <= backend.WholeLimit:
			whole[uid] = w
		default:
			others = append(others, w)
		}
	}
	if err := f.wholes(whole); err != nil {
		return err
	}
	for _, w := range others {
		if err := f.one(w); err != nil {
			return err
		}
	}
	return f.failure
}

// selectFor opens the mailbox, anew when the ids are of another UIDVALIDITY
// than the one that is open: it may have been made again.
func (f *fetching) selectFor(wants []backend.Want) error {
	open := f.b.selected != nil && f.b.selected.box == f.box
	sel, err := f.b.use(f.ctx, f.box)
	if err != nil {
		return err
	}
	for _, w := range wants {
		if v, _, ok := parseID(w.ID); open && ok && v != sel.status.UIDValidity {
			if sel, err = f.b.open(f.ctx, f.box); err != nil {
				return err
			}
			break
		}
	}
	f.validity = sel.status.UIDValidity
	return nil
}

func (f *fetching) problem(kind mail.Kind, cause mail.Cause) *backend.Error {
	return &backend.Error{Problem: mail.Problem{
		Op: "fetch", Scope: mail.ScopeMessage, Kind: kind, Cause: cause, Host: f.b.opts.Dial.Addr(),
	}}
}

// give hands an item on, unless sink has ended the call.
func (f *fetching) give(item backend.Item) {
	if f.failure == nil {
		f.failure = f.sink(item)
	}
}

func (f *fetching) one(w backend.Want) error {
	if f.failure != nil {
		return f.failure
	}
	if w.Section == backend.Readable {
		return f.readable(w)
	}
	part, ok := sectionItem(w.Section)
	if !ok {
		f.give(backend.Item{ID: w.ID, Section: w.Section, Err: f.problem(mail.Rejected, mail.CauseNone)})
		return f.failure
	}
	return f.stream(w, part)
}

// wholes reads whole messages, and asks once more for those whose answer had no
// body: a change of flags may have come in between. Those that the server
// refuses together are asked for one by one.
func (f *fetching) wholes(wants map[uint32]backend.Want) error {
	all := spansOf(maps.Keys(wants))
	for len(all) > 0 && f.failure == nil {
		group := all.first(fetchMessages)
		all = all.minus(group)
		left, _, err := f.group(group, wants)
		if err != nil {
			return err
		}
		for uid := range left.each() {
			if err := f.again(uid, wants); err != nil {
				return err
			}
		}
	}
	return f.failure
}

// again asks for one message for the second time, and gives it up if need be.
func (f *fetching) again(uid uint32, wants map[uint32]backend.Want) error {
	left, refused, err := f.group(spans{{uid, uid}}, wants)
	if err != nil || len(left) == 0 {
		return err
	}
	problem := f.problem(mail.Gone, mail.NotOnServer)
	if refused {
		problem = f.problem(mail.Rejected, mail.CauseNone)
	}
	f.give(backend.Item{ID: wants[uid].ID, Err: problem})
	return f.failure
}

// group reads a group of whole messages and returns those without an answer.
func (f *fetching) group(group spans, wants map[uint32]backend.Want) (left spans, refused bool, err error) {
	var got spans
	refused, err = f.command(group, &goimap.FetchOptions{
		UID: true, BodySection: []*goimap.FetchItemBodySection{{Peek: true}},
	}, func(uid uint32, _ *goimap.FetchItemBodySection, body io.Reader) {
		w, wanted := wants[uid]
		if !wanted || got.has(uid) {
			return
		}
		got = got.add(uid, uid)
		f.give(backend.Item{ID: w.ID, Body: body})
	})
	return group.minus(got), refused, err
}

// sections reads sections of one message and returns the names of those that
// were given to sink.
func (f *fetching) sections(uid uint32, id mail.RemoteID, items []*goimap.FetchItemBodySection) (
	given map[string]bool, err error,
) {
	given = map[string]bool{}
	_, err = f.command(spans{{uid, uid}}, &goimap.FetchOptions{UID: true, BodySection: items},
		func(_ uint32, section *goimap.FetchItemBodySection, body io.Reader) {
			name := sectionName(section)
			given[name] = true
			f.give(backend.Item{ID: id, Section: name, Body: body})
		})
	return given, err
}

// command runs a FETCH and calls do with each section that has content, while
// it is read. What sink leaves when it has failed is read for no longer than of
// a command that is cancelled.
func (f *fetching) command(set spans, options *goimap.FetchOptions,
	do func(uid uint32, section *goimap.FetchItemBodySection, body io.Reader),
) (refused bool, err error) {
	cmd := f.b.client.Fetch(set.uidSet(), options)
	var broken error
	for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
		var uid uint32
		for item := msg.Next(); item != nil; item = msg.Next() {
			switch item := item.(type) {
			case imapclient.FetchItemDataUID:
				uid = uint32(item.UID)
			case imapclient.FetchItemDataBodySection:
				if item.Literal == nil || f.failure != nil || broken != nil {
					continue
				}
				body := f.b.literal(item.Literal)
				do(uid, item.Section, body)
				if broken = body.err; f.failure != nil && broken == nil {
					f.stop()
				}
			}
		}
	}
	err = cmd.Close()
	switch {
	case broken != nil:
		return false, f.b.fail(f.ctx, "fetch", f.box, broken)
	case f.failure != nil:
		return false, f.failure
	case vanished(err):
		return false, nil
	case isRefusal(err):
		return true, nil
	case err != nil:
		return false, f.b.fail(f.ctx, "fetch", f.box, err)
	default:
		return false, nil
	}
}

var sectionNumber = regexp.MustCompile(`^[1-9]\d{0,8}(\.[1-9]\d{0,8})*$`)

// sectionItem returns the item that asks for a section; only the whole, HEADER
// and part numbers are asked for.
func sectionItem(section string) (*goimap.FetchItemBodySection, bool) {
	switch section {
	case "":
		return &goimap.FetchItemBodySection{Peek: true}, true
	case "HEADER":
		return &goimap.FetchItemBodySection{Specifier: goimap.PartSpecifierHeader, Peek: true}, true
	}
	if !sectionNumber.MatchString(section) {
		return nil, false
	}
	item := &goimap.FetchItemBodySection{Peek: true}
	for number := range strings.SplitSeq(section, ".") {
		n, err := strconv.Atoi(number)
		if err != nil {
			return nil, false
		}
		item.Part = append(item.Part, n)
	}
	return item, true
}

// sectionName is the inverse of sectionItem.
func sectionName(item *goimap.FetchItemBodySection) string {
	if item.Specifier == goimap.PartSpecifierHeader && len(item.Part) == 0 {
		return "HEADER"
	}
	return partNumber(item.Part)
}

func partNumber(path []int) string {
	numbers := make([]string, len(path))
	for i, n := range path {
		numbers[i] = strconv.Itoa(n)
	}
	return strings.Join(numbers, ".")
}
