package ledger

// EraseText has the journal remove the salts and values of an entry's private fields. The entry's bytes, every
// root and every posting stay as they are.
type EraseText struct {
	Entry  int64   `json:"entry" doc:"the number of the entry whose texts are erased"`
	Reason Private `json:"reason"`
	Rule   string  `json:"rule" doc:"the rule that asks for it, such as UK GDPR Article 17"`
}
