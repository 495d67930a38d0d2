package messages

import "time"

// When returns the short date of a list row: the time today, the weekday within
// the last six days, the day this year, else the year. It has at most six
// cells, five in the short form. Times are shown in the zone of now.
func When(now, t time.Time, short bool) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(now.Location())
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	switch {
	case !t.Before(midnight) && t.Before(midnight.AddDate(0, 0, 1)):
		return t.Format("15:04")
	case t.Before(midnight) && !t.Before(midnight.AddDate(0, 0, -6)):
		return t.Format("Mon")
	case t.Year() == now.Year() && short:
		return t.Format("_2Jan")
	case t.Year() == now.Year():
		return t.Format("2 Jan")
	default:
		return t.Format("2006")
	}
}
