package ledger

// What stands in bytes that json.Marshal wrote is found here without reading all of them: there are no blanks in
// them, and nothing is out of place. Bytes that are otherwise are found to hold nothing, or too little; they are
// never run past.

// fieldIn is the value of a field of an object, or nil.
func fieldIn(object []byte, name string) []byte {
	for at := 1; at < len(object) && object[at] == '"'; at++ {
		end := textEnd(object, at)
		if end >= len(object) || object[end] != ':' {
			return nil
		}
		value := end + 1
		after := valueEnd(object, value)
		if string(object[at+1:end-1]) == name {
			return object[value:after]
		}
		at = after // the comma
	}
	return nil
}

// valuesIn are the values of an array.
func valuesIn(array []byte) (list [][]byte) {
	for at := 1; at < len(array); at++ {
		end := valueEnd(array, at)
		if end == at {
			return list
		}
		list = append(list, array[at:end])
		at = end // the comma, or the end
	}
	return list
}

// textEnd is where the text ends that begins with the quotation mark at a place.
func textEnd(body []byte, at int) int {
	for at++; at < len(body) && body[at] != '"'; at++ {
		if body[at] == '\\' {
			at++
		}
	}
	return min(at+1, len(body))
}

// valueEnd is where the value ends that begins at a place.
func valueEnd(body []byte, at int) int {
	for depth := 0; at < len(body); {
		switch body[at] {
		case '"':
			at = textEnd(body, at)
		case '{', '[':
			depth++
			at++
		case '}', ']':
			if depth == 0 { // of what the value stands in
				return at
			}
			depth--
			at++
		case ',':
			if depth == 0 {
				return at
			}
			at++
		default:
			at++
		}
	}
	return at
}
