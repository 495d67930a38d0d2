package imap

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	goimap "github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/mail"
)

// storeMessages is how many messages one STORE changes.
const storeMessages = 1000

// StoreFlags changes flags and returns what the server then tells of them.
func (b *Backend) StoreFlags(ctx context.Context, box mail.RemoteBox, ids []mail.RemoteID,
	delta mail.FlagDelta,
) ([]backend.FlagChange, error) {
	scope, done, err := b.begin(ctx, "store")
	if err != nil {
		return nil, err
	}
	defer done()
	changes, err := b.storeFlags(scope, box, ids, delta)
	if err != nil {
		return nil, fmt.Errorf("store flags in %q: %w", mail.Line(string(box)), err)
	}
	return changes, nil
}

func (b *Backend) storeFlags(ctx context.Context, box mail.RemoteBox, ids []mail.RemoteID,
	delta mail.FlagDelta,
) ([]backend.FlagChange, error) {
	sel, err := b.open(ctx, box)
	if err != nil {
		return nil, err
	}
	problem := &backend.Error{Problem: mail.Problem{
		Op: "store", Scope: mail.ScopeFolder, Host: b.opts.Dial.Addr(), What: mail.Line(string(box)),
	}}
	uids := make([]uint32, 0, len(ids))
	for _, id := range ids {
		validity, uid, ok := parseID(id)
		if !ok || validity != sel.status.UIDValidity {
			problem.Kind = mail.Gone
			return nil, problem
		}
		uids = append(uids, uid)
	}
	set := spansOf(slices.Values(uids))
	if sel.readOnly || sel.permanent != nil && len(sel.permanent) == 0 {
		problem.Kind = mail.ReadOnly
		return nil, problem
	}
	told := map[uint32]mail.Flags{}
	for len(set) > 0 {
		group := set.first(storeMessages)
		set = set.minus(group)
		if err := b.storeGroup(ctx, sel, group, delta, told); err != nil {
			return nil, err
		}
	}
	return flagChanges(sel.status.UIDValidity, ids, told), nil
}

// storeGroup changes one group, and reads the flags of those messages of which
// the last STORE told nothing.
func (b *Backend) storeGroup(ctx context.Context, sel *selection, group spans, delta mail.FlagDelta,
	told map[uint32]mail.Flags,
) error {
	var answered spans
	for _, op := range []struct {
		op    goimap.StoreFlagsOp
		flags mail.Flags
	}{
		{goimap.StoreFlagsAdd, delta.Add &^ delta.Remove},
		{goimap.StoreFlagsDel, delta.Remove},
	} {
		names := sel.storable(op.flags)
		if len(names) == 0 {
			continue
		}
		cmd := b.client.Store(group.uidSet(), &goimap.StoreFlags{Op: op.op, Flags: names}, nil)
		now, err := b.readFlags(cmd, told)
		if err != nil && !vanished(err) {
			return b.fail(ctx, "store", sel.box, err)
		}
		answered = now // an answer to the first says nothing of the second
	}
	left := group.minus(answered)
	if len(left) == 0 {
		return nil
	}
	for uid := range left.each() {
		delete(told, uid)
	}
	cmd := b.client.Fetch(left.uidSet(), &goimap.FetchOptions{UID: true, Flags: true})
	if _, err := b.readFlags(cmd, told); err != nil {
		return b.fail(ctx, "fetch flags", sel.box, err)
	}
	return nil
}

// storable returns the names of those flags that the mailbox keeps: GNU mailutils
// answers BAD to any other.
func (s *selection) storable(flags mail.Flags) []goimap.Flag {
	var names []goimap.Flag
	for _, f := range mail.FlagNames() {
		if !flags.Has(f.Flag) {
			continue
		}
		name := goimap.Flag(f.IMAP)
		keyword := !strings.HasPrefix(f.IMAP, `\`)
		if s.permanent == nil || keyword && slices.Contains(s.permanent, goimap.FlagWildcard) ||
			slices.ContainsFunc(s.permanent, func(p goimap.Flag) bool { return strings.EqualFold(string(p), f.IMAP) }) {
			names = append(names, name)
		}
	}
	return names
}

// readFlags reads the flags that a STORE or FETCH tells into told.
func (b *Backend) readFlags(cmd *imapclient.FetchCommand, told map[uint32]mail.Flags) (answered spans, err error) {
	for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
		f, readErr := b.readFetched(msg)
		err = errors.Join(err, readErr)
		if f.hasFlags {
			told[f.uid] = f.flags
			answered = answered.add(f.uid, f.uid)
		}
	}
	if closeErr := cmd.Close(); closeErr != nil {
		return answered, closeErr
	}
	return answered, err
}

// vanished reports whether a command was refused because messages of it were
// removed meanwhile (RFC 5530 §3 EXPUNGEISSUED): what is there is read anew.
func vanished(err error) bool {
	var refusal *goimap.Error
	return errors.As(err, &refusal) &&
		(refusal.Code == "EXPUNGEISSUED" || refusal.Code == goimap.ResponseCodeNonExistent)
}

func flagChanges(validity uint32, ids []mail.RemoteID, told map[uint32]mail.Flags) []backend.FlagChange {
	var changes []backend.FlagChange
	for _, id := range ids {
		_, uid, _ := parseID(id)
		if flags, ok := told[uid]; ok {
			changes = append(changes, backend.FlagChange{ID: remoteID(validity, uid), Flags: flags})
			delete(told, uid) // an id that is asked for twice is told once
		}
	}
	return changes
}
