package policy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pooled/ledger"
)

// need is who else must approve before a rule's act runs: the column need, read.
type need struct {
	text    string
	steps   []step
	ordered bool // the steps are taken in the order they stand in
}

// step is one part of a need: so many approvals of one kind.
type step struct {
	count int         // 0 for every partner: as many as there are others
	role  ledger.Role // whose; empty: of whoever has the same right
	of    side
}

// side is for whom an approver must act.
type side uint8

const (
	anybody      side = iota
	otherPartner      // a section 75 partner that is not the preparer's, nor another approver's
	everyPartner      // each section 75 partner but the preparer's
)

const (
	alone       = "-"
	approvesMax = 9
)

// parseNeed reads the column need. Words are joined by "and", or by "then" where they must come in that order:
//
//   - nobody else
//     another              one other person with the same right; 2-others: two of them
//     another-partner      one other person with the same right, who acts for another section 75 partner;
//     2-partners: two of them, for different ones
//     every-partner        one person with the same right for each other section 75 partner
//     section-151-officer  one other person in that role, or in any other that is named
func parseNeed(text string) (need, error) {
	n := need{text: text}
	if text == alone {
		return n, nil
	}
	words := strings.Fields(text)
	if len(words) == 0 {
		return n, fmt.Errorf("need is %s for nobody else, not empty", alone)
	}
	for i, word := range words {
		if i%2 == 1 {
			if word != "and" && word != "then" || i > 1 && (word == "then") != n.ordered {
				return n, fmt.Errorf("join the words of a need by %q, or all of them by %q", "and", "then")
			}
			n.ordered = word == "then"
			continue
		}
		s, err := parseStep(word)
		if err != nil {
			return n, err
		}
		n.steps = append(n.steps, s)
	}
	if len(words)%2 == 0 {
		return n, fmt.Errorf("a need does not end in %q", words[len(words)-1:])
	}
	if n.count() > approvesMax {
		return n, fmt.Errorf("a need asks for at most %d approvals", approvesMax)
	}
	n.text = strings.Join(words, " ")
	return n, nil
}

func parseStep(word string) (step, error) {
	switch word {
	case "another":
		return step{count: 1}, nil
	case "another-partner":
		return step{count: 1, of: otherPartner}, nil
	case "every-partner":
		return step{of: everyPartner}, nil
	}
	if slices.Contains(ledger.Roles, ledger.Role(word)) {
		return step{count: 1, role: ledger.Role(word)}, nil
	}
	number, of, _ := strings.Cut(word, "-")
	n, err := strconv.Atoi(number)
	if err == nil && n >= 2 && strconv.Itoa(n) == number && (of == "others" || of == "partners") {
		if of == "others" {
			return step{count: n}, nil
		}
		return step{count: n, of: otherPartner}, nil
	}
	return step{}, fmt.Errorf("need is -, another, another-partner, every-partner, 2-others, 2-partners or a role, "+
		"joined by and or by then; not %q", word)
}

func (n need) isAlone() bool { return len(n.steps) == 0 }

func (n need) count() (total int) {
	for _, s := range n.steps {
		total += s.count
	}
	return total
}

// rank orders needs from the least demanding on: fewest people first, then those of the same body before
// those of another, and a free order before a set one.
func (n need) rank() int {
	rank := 0
	for _, s := range n.steps {
		rank += 100*s.count + 10*int(s.of)
		if s.of == everyPartner {
			rank += 100 * approvesMax
		}
		if s.role != "" {
			rank++
		}
	}
	if n.ordered {
		rank++
	}
	return rank
}
