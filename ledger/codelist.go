package ledger

// Code lists change from year to year, so an item says in which years it may be used.

// ListItem is one item of a code list: what is stored, what people read, and the first and last year of its
// use.
type ListItem struct {
	Code  string
	Name  string
	First Year // zero: always
	Last  Year // zero: still in use
}

// CodeList is the items of one list, in the order people see them.
type CodeList []ListItem

// Find is the item of a code that may be used in a year.
func (l CodeList) Find(code string, year Year) (ListItem, bool) {
	for _, item := range l {
		if item.Code == code && item.First <= year && (item.Last == 0 || year <= item.Last) {
			return item, true
		}
	}
	return ListItem{}, false
}

// check refuses a code that the list of that year does not hold.
func (l CodeList) check(field, code string, year Year) error {
	if _, ok := l.Find(code, year); !ok {
		return ErrInvalid.With("%s %q is not in the list of %s", field, code, year)
	}
	return nil
}
