package engine

import (
	"context"
	"fmt"
	"slices"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// fileTries is how often a message is given to a server that then does not have
// it. After that it stays here only.
const fileTries = 2

// sentBox returns the server's folder for sent mail, the zero Folder when there
// is none or the account cannot append to it.
func (w *worker) sentBox(tx *cache.ReadTx) (mail.Folder, error) {
	if !w.appends {
		return mail.Folder{}, nil
	}
	all, err := tx.Folders(w.acct.ID)
	i := slices.IndexFunc(all, func(f mail.Folder) bool { return f.Role == mail.RoleSent && f.Box != "" && !f.NoMail })
	if err != nil || i < 0 {
		return mail.Folder{}, err
	}
	return all[i], nil
}

// fileSent makes sent mail that is only here the server's, too. Servers may do so
// by themselves (Gmail), and a crash may have hidden that it was done: so a
// message is appended only after a pass over the folder that began later than
// the last thing that could have put it there, and did not find it. Where a
// doubtful message turns up, it was sent.
func (w *worker) fileSent(ctx context.Context, p plan) error {
	waits := false
	err := w.store.Read(ctx, func(tx *cache.ReadTx) error {
		doubtful, err := tx.Sends(w.acct.ID, cache.OpUnknown)
		if err != nil {
			return err
		}
		files, err := tx.Files(w.acct.ID)
		waits = len(doubtful)+len(files) > 0
		return err
	})
	for again := waits; again && err == nil; {
		var left []cache.Op
		var sent mail.Folder
		var settled int
		err = w.store.Write(ctx, func(tx *cache.Tx) (err error) {
			if sent, err = w.sentBox(&tx.ReadTx); err != nil || sent.ID == 0 {
				return err
			}
			if settled, err = w.believeCopies(tx, sent); err != nil {
				return err
			}
			left, err = w.takeCopies(tx, sent)
			return err
		})
		if err != nil {
			return err
		}
		for _, op := range left {
			if err := w.file(ctx, op, sent); err != nil {
				return err
			}
		}
		if again = settled+len(left) > 0; again { // what the folder now has decides
			err = w.syncFolder(ctx, p, sent, nil)
		}
	}
	return err
}

// believeCopies settles messages of which nobody knew whether they were sent,
// and of which the server has a copy, and counts them.
func (w *worker) believeCopies(tx *cache.Tx, sent mail.Folder) (settled int, err error) {
	doubtful, err := tx.Sends(w.acct.ID, cache.OpUnknown)
	if err != nil {
		return 0, err
	}
	for _, op := range doubtful {
		copies, err := w.copies(tx, op.Message)
		if err != nil {
			return 0, err
		}
		if len(copies) == 0 {
			continue
		}
		settled++
		if err := tx.WithdrawAbout(op.Message); err != nil {
			return 0, err
		}
		if err := w.sent(tx, op); err != nil {
			return 0, err
		}
		if err := tx.ClearRefresh(sent.ID); err != nil { // this visit looks itself
			return 0, err
		}
	}
	return settled, nil
}

// takeCopies makes sent messages those that the server has in its folder for
// them, and returns those that it does not have.
func (w *worker) takeCopies(tx *cache.Tx, sent mail.Folder) (left []cache.Op, err error) {
	ops, err := tx.Files(w.acct.ID)
	if err != nil || len(ops) == 0 {
		return nil, err
	}
	state, err := tx.SyncState(sent.ID)
	if err != nil {
		return nil, err
	}
	for _, op := range ops {
		copies, err := w.copies(tx, op.Message)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(copies, func(r cache.Remote) bool { return r.Folder == sent.ID })
		switch {
		case i >= 0:
			if err := tx.FinishOp(op); err != nil {
				return nil, err
			}
			err = adopt(tx, op.Message, copies[i])
		case state.PassDone <= max(op.Action, op.Ran): // not looked at since
		case op.Refusals >= fileTries:
			err = tx.FinishOp(op)
		default:
			left = append(left, op)
		}
		if err != nil {
			return nil, err
		}
	}
	return left, nil
}

// copies returns what the server has of a message that is only here: what has
// its Message-ID, which is ours and random.
func (w *worker) copies(tx *cache.Tx, own mail.LocalID) (list []cache.Remote, err error) {
	id, err := messageID(tx, own)
	if err != nil || id == "" {
		return nil, err
	}
	mentions, err := tx.Mentions(id)
	if err != nil {
		return nil, err
	}
	for _, other := range mentions {
		r, err := tx.RemoteOf(other)
		if err != nil {
			if err = ignoreNotFound(err); err != nil {
				return nil, err
			}
			continue
		}
		its, err := messageID(tx, other)
		if err != nil {
			return nil, err
		}
		if its == id && r.Account == w.acct.ID && r.State == cache.RemoteLive && r.ID != "" {
			list = append(list, r)
		}
	}
	return list, nil
}

func messageID(tx *cache.Tx, id mail.LocalID) (string, error) {
	header, err := tx.Header(id)
	return message.ParseHeader(header).MessageID, err
}

// adopt makes a message that is only here the one that the server has, so that
// who looks at it goes on looking at it. The other one goes.
func adopt(tx *cache.Tx, own mail.LocalID, r cache.Remote) error {
	other := r.Message
	if err := tx.Inherit(own, other); err != nil {
		return err
	}
	if err := tx.Remove(other); err != nil {
		return err
	}
	r.Message = own
	if err := tx.PutRemote(r); err != nil {
		return err
	}
	return tx.SetHome(own, r.Folder)
}

// file appends a message to the server's folder. That it is under way is
// committed before the first byte leaves. A refusal counts like a success that
// cannot be seen.
func (w *worker) file(ctx context.Context, op cache.Op, sent mail.Folder) error {
	raw, err := w.whole(ctx, op.Message)
	if err != nil {
		return err
	}
	var flags mail.Flags
	err = w.store.Write(ctx, func(tx *cache.Tx) error {
		s, err := tx.Summary(op.Message)
		if err != nil {
			return err
		}
		flags = s.Flags
		return tx.TryFile(op)
	})
	if err != nil {
		return err
	}
	appender, _ := backend.As[backend.Appender](w.bulk.b)
	err = appender.Append(ctx, sent.Box, raw, flags)
	w.e.opts.Failpoint("filed")
	if problem, single := folderProblem(err); single {
		w.refuse(problem)
		_, err = w.bulk.connect(ctx) // a refusal closes the connection
	}
	if err != nil {
		return fmt.Errorf("file a sent message: %w", err)
	}
	return nil
}
