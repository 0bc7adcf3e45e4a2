package policy

import (
	"crypto/sha256"
	"encoding/base64"

	"pooled/ledger"
)

// Row is a row of a scheme of delegation that allows an act, word by word and aloud.
type Row struct {
	Rule  string `json:"rule" example:"A46"`
	Role  string `json:"role" example:"pool-manager"`
	Act   string `json:"act" example:"vire-budget"`
	Own   string `json:"own" doc:"whose money: any; own: the body's that employs the post"`
	Where string `json:"where" doc:"-: anywhere; or the conditions that must hold"`
	Limit string `json:"limit" example:"100000.00" doc:"to the penny and including it; * for any amount"`
	Need  string `json:"need" doc:"who else must approve; -: nobody"`
	Aloud string `json:"aloud" doc:"the row as a sentence"`
}

// RowsOf are the rows of a scheme of delegation by the names of their rules. A scheme of another hash, as entries name
// it, is not the one that is asked about, and has none.
func RowsOf(text ledger.Rules, hash string, rules ...string) ([]Row, error) {
	all, err := parse([]byte(text))
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(canonical(all)); base64.RawURLEncoding.EncodeToString(sum[:hashBytes]) != hash {
		return nil, nil
	}
	var list []Row
	for _, id := range rules {
		for _, r := range all {
			if r.id == id && r.effect == allow {
				list = append(list, Row{r.id, string(r.role), r.act, r.own, r.where, r.limit, r.need.text, r.aloud()})
			}
		}
	}
	return list, nil
}

// aloud is the row as a sentence, as the head of policy.csv has it.
func (r rule) aloud() string {
	says := sentenceOf(named(r.role)) + " may " + phrase(r.act)
	switch r.own {
	case ofOwn:
		says += ", for their own body's money"
	case ofAny:
		says += ", for any partner's money"
	}
	if r.where != anywhere {
		says += ", where " + r.where
	}
	if limit, err := ledger.ParseMoney(r.limit); err == nil {
		says += ", up to " + limit.Pounds()
		if r.counts == together {
			says += " for one provider and scheme together"
		}
	} else {
		says += ", of any amount"
	}
	if r.need.isAlone() {
		return says + ", alone."
	}
	return says + ", once approved by: " + r.need.text + "."
}

func sentenceOf(words string) string { return string(words[0]-'a'+'A') + words[1:] }
