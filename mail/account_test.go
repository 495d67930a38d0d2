package mail

import "testing"

func TestStateOfAnAccount(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		account Account
		asked   bool
		want    State
	}{
		{"idle", Account{}, false, StateIdle},
		{"connecting", Account{Phase: PhaseConnecting}, false, StateConnecting},
		{"syncing", Account{Phase: PhaseSyncing}, false, StateSyncing},
		{"offline", Account{Phase: PhaseOffline, OnDemand: true}, false, StateOffline},
		{"stopped", Account{Phase: PhaseStopped}, false, StateStopped},
		{"a question while idle", Account{}, true, StateAsking},
		{"a question while syncing", Account{Phase: PhaseSyncing}, true, StateAsking},
		{"a question while offline", Account{Phase: PhaseOffline}, true, StateAsking},
		{"a question while stopped", Account{Phase: PhaseStopped}, true, StateStopped},
		{"no file", Account{Local: true, Phase: PhaseOffline}, true, StateLocal},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := tt.account.State(tt.asked); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}
