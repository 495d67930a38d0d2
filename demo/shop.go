package demo

import "fmt"

// shopAccount is Ada's mailbox for orders. It is read over POP3, so it has one
// maildrop and no folders.
func shopAccount() (Account, []letter) {
	account := Account{
		Name: "shop", Email: adaShop().addr, FullName: adaShop().name, Protocol: "pop3",
		User: "ada.shop", Password: Password,
	}
	shops := []person{
		{"ACME Gears", "orders@acme.example"},
		{"Brass & Sons", "sales@brass.example"},
		{"Bücher Müller", "bestellung@buecher.example"},
		{"書店 歯車堂", "shop@hagurumado.example"},
	}
	states := []string{"We have your order", "Your order is on its way", "Your order has arrived", "How was your order?"}
	all := make([]letter, 0, 50)
	for i := range 48 {
		order, state := i/4, i%4
		shop := shops[order%len(shops)]
		l := letter{
			id: fmt.Sprintf("order.%d.%d", order, state), from: shop, to: []person{adaShop()},
			subject: fmt.Sprintf("%s: %d", states[state], 7100+order), date: ago((12-order)*6-state, 200-i),
			text: fmt.Sprintf("Dear customer,\n\norder %d: %d gears of %d teeth.\n\n%s\n",
				7100+order, 2+order, 12*(1+order%3), shop.name),
		}
		if state == 1 {
			l.html = fmt.Sprintf("<h2>Order %d</h2><table><tr><td>Gears</td><td>%d</td></tr>"+
				"<tr><td>Teeth</td><td>%d</td></tr></table><p><a href=\"https://acme.example/track/%d\">Where is it?</a></p>\n",
				7100+order, 2+order, 12*(1+order%3), 7100+order)
		}
		if state > 0 {
			l.parents = []string{fmt.Sprintf("order.%d.0", order)}
		}
		all = append(all, l)
	}
	all = append(all, brokenLetter(), letter{
		id: "bill", from: shops[1], to: []person{adaShop()}, subject: "Your bill for November", date: ago(0, 190),
		text: "The bill is enclosed. Lines that begin with a dot are ours:\n.\n..\n.five pounds\n", files: []file{plan()},
	})
	return account, all
}
