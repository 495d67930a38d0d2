package cache_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

func TestWants(t *testing.T) {
	f := open(t)
	ids := f.add(note(f.inbox, "a"), note(f.inbox, "b"), note(f.inbox, "c"))
	shop := f.add(note(f.shop, "d"))[0]
	why := mail.Problem{Kind: mail.Gone, Cause: mail.NotOnServer}
	wanted := func() (ids []mail.LocalID) {
		f.read(func(tx *cache.ReadTx) error {
			list, err := tx.Wanted("work", 10)
			for _, w := range list {
				ids = append(ids, w.Message)
			}
			return err
		})
		return ids
	}
	state := func(id mail.LocalID) (waiting bool, why *mail.Problem) {
		f.read(func(tx *cache.ReadTx) (err error) { waiting, why, err = tx.WantState(id); return err })
		return waiting, why
	}
	for _, id := range append(ids, shop, ids[0]) {
		f.write(func(tx *cache.Tx) error { return tx.Want(id, mail.Readable) })
	}
	if got, want := wanted(), []mail.LocalID{ids[0], ids[2], ids[1]}; !slices.Equal(got, want) {
		t.Errorf("wanted %v, want the latest wish first: %v", got, want)
	}
	f.events = nil
	f.write(func(tx *cache.Tx) error { return tx.FailWant(ids[2], mail.Readable, why, noon) })
	if !slices.Contains(f.events, mail.Event(mail.MessageChanged{Message: ids[2]})) {
		t.Errorf("told %v", f.events)
	}
	if waiting, got := state(ids[2]); waiting || got == nil || *got != why {
		t.Errorf("failed: %v, %+v", waiting, got)
	}
	f.write(func(tx *cache.Tx) error { return tx.ForgetWants(ids[1]) })
	if got, want := wanted(), ids[:1]; !slices.Equal(got, want) {
		t.Errorf("wanted %v, want %v", got, want)
	}
	f.write(func(tx *cache.Tx) error { return tx.Want(ids[2], mail.Readable) })
	if waiting, got := state(ids[2]); !waiting || got != nil {
		t.Errorf("wanted again: %v, %+v", waiting, got)
	}
	f.write(func(tx *cache.Tx) error {
		if err := tx.FailWant(ids[1], mail.Readable, why, noon); err != nil {
			return err
		}
		if err := tx.ForgetFailure(ids[1]); err != nil {
			return err
		}
		return tx.ForgetFailure(ids[2])
	})
	if waiting, got := state(ids[1]); waiting || got != nil {
		t.Errorf("a forgotten failure: %v, %+v", waiting, got)
	}
	if waiting, _ := state(ids[2]); !waiting {
		t.Error("forgetting failures has taken a wish")
	}
}

// TestPartWants: a message may be wanted in several ways at once, each with its
// own progress and end.
func TestPartWants(t *testing.T) {
	f := open(t)
	id := f.add(note(f.inbox, "a"))[0]
	why := mail.Problem{Kind: mail.Gone, Cause: mail.NotOnServer}
	parts := func() (list []mail.PartWant) {
		f.read(func(tx *cache.ReadTx) (err error) { list, err = tx.PartWants(id); return err })
		return list
	}
	waits := func(section string) (waits bool) {
		f.read(func(tx *cache.ReadTx) (err error) {
			waits, err = tx.Waits(cache.Wanted{Message: id, Section: section})
			return err
		})
		return waits
	}
	progress := func(section string, done int64) (wanted bool) {
		f.write(func(tx *cache.Tx) (err error) {
			wanted, err = tx.PutProgress(cache.Wanted{Message: id, Section: section}, done)
			return err
		})
		return wanted
	}
	f.write(func(tx *cache.Tx) error {
		return errors.Join(tx.SetParts(id, []mail.Part{{Number: "1"}, {Number: "2", Size: 500}}, true),
			tx.Want(id, mail.Readable), tx.Want(id, "2"), tx.Want(id, ""))
	})
	f.read(func(tx *cache.ReadTx) error {
		list, err := tx.Wanted("work", 2)
		if want := []cache.Wanted{{Message: id}, {Message: id, Section: "2"}}; !slices.Equal(list, want) {
			t.Errorf("wanted %v, want %v", list, want)
		}
		return err
	})
	f.events = nil
	if !progress("2", 100) || !slices.Contains(f.events, mail.Event(mail.MessageChanged{Message: id})) {
		t.Errorf("nobody waits, told %v", f.events)
	}
	if got := parts(); len(got) != 2 || got[0] != (mail.PartWant{Size: 2048}) || got[1] != (mail.PartWant{Part: "2", Done: 100, Size: 500}) {
		t.Errorf("parts %+v", got)
	}
	f.write(func(tx *cache.Tx) error { return tx.FailWant(id, "2", why, noon) })
	if waits("2") || progress("2", 200) || *parts()[1].Problem != why {
		t.Errorf("failed: %+v", parts())
	}
	f.write(func(tx *cache.Tx) error { return tx.Want(id, "2") })
	if got := parts()[1]; !waits("2") || got.Done != 0 || got.Problem != nil {
		t.Errorf("wanted again: %+v", got)
	}
	f.events = nil
	f.write(func(tx *cache.Tx) error { return errors.Join(tx.Unwant(id, "2"), tx.Unwant(id, "3")) })
	if waits("2") || progress("2", 300) || !waits("") || len(f.events) != 1 {
		t.Errorf("taken back: %+v, told %v", parts(), f.events)
	}
	f.write(func(tx *cache.Tx) error { return tx.ForgetWants(id) })
	if len(parts()) != 0 || waits(mail.Readable) {
		t.Errorf("forgotten: %+v", parts())
	}
}

func TestQuestions(t *testing.T) {
	f := open(t)
	problem := mail.Problem{Kind: mail.Auth, Host: "mail.example"}
	signIn := mail.Question{Account: "work", Kind: mail.AskSignIn, Problem: &problem, Asked: noon}
	many := mail.Question{Account: "work", Folder: f.inbox, Kind: mail.AskVanished, Count: 30, Asked: noon}
	ask := func(q mail.Question) { f.write(func(tx *cache.Tx) error { return tx.Ask(q) }) }
	open := func() (list []mail.Question) {
		f.read(func(tx *cache.ReadTx) (err error) { list, err = tx.Questions(); return err })
		return list
	}
	ask(signIn)
	ask(many)
	list := open()
	if len(list) != 2 || list[0].Kind != mail.AskSignIn || *list[0].Problem != problem || !list[0].Asked.Equal(noon) ||
		list[1].Count != 30 || list[1].Folder != f.inbox {
		t.Fatalf("asked %+v", list)
	}
	f.events = nil
	ask(signIn)
	if len(f.events) != 0 || len(open()) != 2 {
		t.Errorf("asked twice: %v, %+v", f.events, open())
	}
	many.Count = 40
	ask(many)
	if got := open()[1]; got.Count != 40 || got.ID != list[1].ID {
		t.Errorf("brought up to date: %+v", got)
	}
	answer := func(id mail.QuestionID, c mail.Choice) error {
		return f.Write(t.Context(), func(tx *cache.Tx) error { return tx.Answer(id, c) })
	}
	if err := answer(list[1].ID, mail.ChoiceRetry); err == nil {
		t.Error("an answer that is not allowed was taken")
	}
	if err := answer(99, mail.ChoiceKeep); !errors.Is(err, cache.ErrNotFound) {
		t.Errorf("an answer to nothing: %v", err)
	}
	if err := answer(list[1].ID, mail.ChoiceKeep); err != nil {
		t.Fatal(err)
	}
	if err := answer(list[1].ID, mail.ChoiceLetGo); !errors.Is(err, cache.ErrNotFound) {
		t.Errorf("a second answer: %v", err)
	}
	f.read(func(tx *cache.ReadTx) error {
		answers, err := tx.Answers("work")
		if err != nil || len(answers) != 1 || answers[0].Choice != mail.ChoiceKeep || answers[0].Folder != f.inbox {
			t.Errorf("answers %+v, %v", answers, err)
		}
		if none, err := tx.Answers("shop"); err != nil || len(none) != 0 {
			t.Errorf("answers of another account %+v, %v", none, err)
		}
		return nil
	})
	f.write(func(tx *cache.Tx) error { return tx.Withdraw("work", 0, mail.AskSignIn) })
	if got := open(); len(got) != 0 {
		t.Errorf("still asked %+v", got)
	}
	ask(many) // it has come up again before its answer was carried out
	if got := open(); len(got) != 1 {
		t.Errorf("asked %+v", got)
	}
}
