package engine

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/mail"
)

// TestSendingAtRandom lets the server answer anything that it may, ends the
// engine at any time, and answers each question truly: then every message is
// sent exactly once, or was thrown away and is nowhere.
func TestSendingAtRandom(t *testing.T) {
	t.Parallel()
	const runs, messages = 40, 4
	outcomes := map[string]int{}
	for seed := range uint64(runs) {
		posting(t, func(t *testing.T, x *world, p *post, _ *fakeServer) {
			rnd, server := rand.New(rand.NewPCG(seed, 1)), rand.New(rand.NewPCG(seed, 2))
			p.answer = func(ctx context.Context, _ int, _ backend.Outgoing) (bool, error) {
				switch n := server.IntN(8); n {
				case 0, 1:
					return true, nil
				case 2, 3: // the answer is lost
					return n == 2, smtpProblem(mail.Unknown, mail.ScopeMessage)
				case 4:
					return false, smtpProblem(mail.Rejected, mail.ScopeMessage)
				case 5: // it hangs until the engine ends, or gives up
					pause(ctx, time.Minute)
					return false, smtpProblem(mail.Temporary, mail.ScopeMessage)
				default:
					return false, smtpProblem(mail.Temporary, mail.Scope(server.IntN(2)*2))
				}
			}
			taken := func(subject string) (n int) {
				p.mu.Lock()
				defer p.mu.Unlock()
				for _, m := range p.taken {
					if strings.Contains(string(m.Message), "Subject: "+subject+"\r\n") {
						n++
					}
				}
				return n
			}
			discarded := map[string]bool{}
			for i := range messages {
				x.do(submit(fmt.Sprint("letter", i)))
			}
			for round := 0; x.sql(`SELECT count(*) FROM op`) > 0; round++ {
				if round == 500 {
					t.Fatalf("seed %d does not end: %s", seed, x.state())
				}
				stop := x.running()
				after(time.Duration(rnd.IntN(40)) * time.Minute)
				list, err := x.e.Questions(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				for _, q := range list {
					subject := q.Subject.String()
					choice := mail.ChoiceRetry
					switch {
					case q.Kind == mail.AskSent && taken(subject) > 0:
						choice = mail.ChoiceSent
					case q.Kind == mail.AskSent:
						choice = mail.ChoiceResend
					case rnd.IntN(4) == 0:
						choice, discarded[subject] = mail.ChoiceDiscard, true
					}
					outcomes[string(choice)]++
					if err := x.e.Answer(t.Context(), q.ID, choice); err != nil {
						t.Fatal(err)
					}
				}
				after(time.Duration(rnd.IntN(3)) * time.Second)
				stop()
			}
			for i := range messages {
				subject, want := fmt.Sprint("letter", i), 1
				if discarded[subject] {
					want = 0
				}
				if n := taken(subject); n != want || strings.Count(x.state(), subject) != want {
					t.Errorf("seed %d: %s was sent %d times, want %d: %s", seed, subject, n, want, x.state())
				}
			}
		})
	}
	t.Logf("answered: %v", outcomes)
	for _, choice := range []mail.Choice{mail.ChoiceSent, mail.ChoiceResend, mail.ChoiceRetry, mail.ChoiceDiscard} {
		if outcomes[string(choice)] < 5 {
			t.Errorf("only %d times the answer was %q", outcomes[string(choice)], choice)
		}
	}
}
