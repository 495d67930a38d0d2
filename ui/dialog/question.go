package dialog

import (
	"fmt"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/pane"
)

// Question asks what only the user can decide about an account.
type Question struct {
	*Choose
	id mail.QuestionID
}

// NewQuestion returns the dialog of a question about an account and, where that
// matters, a folder.
func NewQuestion(style Style, q mail.Question, account, folder mail.Text) *Question {
	options := make([]Option, 0, len(q.Choices()))
	for _, c := range q.Choices() {
		answer := pane.Answer{Question: q.ID, Choice: c}
		options = append(options, Option{Text: choiceText(c), Intents: []pane.Intent{answer}})
	}
	d := NewChoose(style, fmt.Sprintf(textQuestion, account), asked(q, folder), options)
	d.PutOff(textLater)
	return &Question{Choose: d, id: q.ID}
}

// ID returns which question it is.
func (d *Question) ID() mail.QuestionID { return d.id }

// asked is what a question says.
func asked(q mail.Question, folder mail.Text) string {
	text := ""
	if q.Message != 0 {
		text = fmt.Sprintf(textAbout, q.Subject) + "\n"
	}
	if q.Problem != nil {
		text += q.Problem.Sentence() + "\n"
	}
	switch q.Kind {
	case mail.AskSignIn:
		text += textSignIn
	case mail.AskVanished:
		text += fmt.Sprintf(textVanished, q.Count, folder)
	case mail.AskClock:
		text += textClock
	case mail.AskSent:
		text += textAskSent
	case mail.AskUnsent:
		text += textAskUnsent
	}
	return text
}

// choiceText says what an answer does.
func choiceText(c mail.Choice) string {
	switch c {
	case mail.ChoiceRetry:
		return textRetry
	case mail.ChoiceKeep:
		return textKeep
	case mail.ChoiceLetGo:
		return textLetGo
	case mail.ChoiceBelieve:
		return textBelieve
	case mail.ChoiceSent:
		return textWasSent
	case mail.ChoiceResend:
		return textResend
	case mail.ChoiceDiscard:
		return textDiscard
	default:
		return string(c)
	}
}
