package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"pooled/ledger"
	"pooled/ledger/audit"
	"pooled/ledger/seal"
)

// held is what somebody holds besides an export: that a journal had a size and a root.
type held struct {
	Receipt []string `sep:"none" help:"A receipt that you kept, as the API gave it with a posted entry; give it once for each." placeholder:"FILE"`
	Witness []string `sep:"none" help:"A checkpoint that was kept, or a folder of them as \"pooled witness\" keeps; give it once for each." placeholder:"DIR|NOTE"`
	Held    []string `sep:"none" help:"That a fund's journal, or that of service, had a size and a root." placeholder:"FUND:SIZE:ROOT"`
}

// receiptSizeMax bounds what is read of a receipt: an answer with its entry is far smaller.
const receiptSizeMax = 16 << 20

// read is all that is held, in the order it was given. Where keys are given, one of them must have signed each
// checkpoint.
func (h held) read(keys seal.Keys) (list []audit.Held, err error) {
	for _, name := range h.Receipt {
		one, err := readReceipt(name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		list = append(list, one)
	}
	for _, name := range h.Witness {
		kept, err := readWitnessed(name, keys)
		if err != nil {
			return nil, err
		}
		list = append(list, kept...)
	}
	for _, text := range h.Held {
		one, err := parseHeld(text)
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, nil
}

// parseHeld reads FUND:SIZE:ROOT.
func parseHeld(text string) (audit.Held, error) {
	wrong := fmt.Errorf("%q is not FUND:SIZE:ROOT, such as havering:147: and 43 characters of a root", text)
	part := strings.Split(text, ":")
	if len(part) != 3 || part[0] == "" {
		return audit.Held{}, wrong
	}
	size, err := strconv.ParseInt(part[1], 10, 64)
	if err != nil || size < 0 {
		return audit.Held{}, wrong
	}
	h := audit.Held{From: "what is held", Fund: part[0], Size: size}
	if err := h.Root.UnmarshalText([]byte(part[2])); err != nil {
		return audit.Held{}, wrong
	}
	return h, nil
}

// readWitnessed reads a checkpoint that was kept, or all of a folder but those that were refused.
func readWitnessed(name string, keys seal.Keys) (list []audit.Held, err error) {
	names, many := []string{name}, false
	if about, err := os.Stat(name); err != nil {
		return nil, misuse{err}
	} else if about.IsDir() {
		many = true
		if names, err = filepath.Glob(filepath.Join(name, "*", "[0-9]*.note")); err != nil {
			return nil, err
		}
		if len(names) == 0 {
			return nil, misused("no checkpoint is kept in %s", name)
		}
	}
	for _, name := range names {
		text, err := readBounded(name, updateSizeMax)
		if err != nil {
			return nil, misuse{err}
		}
		h, err := audit.ReadNote(string(text))
		if err != nil {
			return nil, misuse{fmt.Errorf("%s: %w", name, err)}
		}
		if len(keys.Trusted) > 0 {
			if _, err := keys.Open(string(text)); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
		h.From, h.Any, h.Note = "the checkpoint "+name, many, string(text)
		list = append(list, h)
	}
	return list, nil
}

// readBounded reads a file that is no greater than such a file can be.
func readBounded(name string, most int64) ([]byte, error) {
	about, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if about.Size() > most {
		return nil, fmt.Errorf("%s holds %d bytes, and at most %d are read of such a file", name, about.Size(), most)
	}
	return os.ReadFile(name)
}

var errNoReceipt = errors.New("it is no receipt: the API gives one with each posted entry, with fund, seq, leaf, treeSize and root")

// receiptFile is a receipt, or the answer that the API gave it in.
type receiptFile struct {
	Fund     string        `json:"fund"`
	Seq      int64         `json:"seq"`
	Leaf     ledger.Digest `json:"leaf"`
	TreeSize int64         `json:"treeSize"`
	Root     ledger.Digest `json:"root"`
	Receipt  *receiptFile  `json:"receipt"`
}

func readReceipt(name string) (audit.Held, error) {
	text, err := readBounded(name, receiptSizeMax)
	if err != nil {
		return audit.Held{}, err
	}
	var r receiptFile
	if err := json.Unmarshal(text, &r); err != nil {
		return audit.Held{}, errors.Join(errNoReceipt, err)
	}
	if r.Receipt != nil {
		r = *r.Receipt
	}
	var none ledger.Digest
	if r.Fund == "" || r.Seq < 1 || r.TreeSize != r.Seq || r.Leaf == none || r.Root == none {
		return audit.Held{}, errNoReceipt
	}
	return audit.Held{From: "the receipt " + name, Fund: r.Fund, Size: r.TreeSize, Root: r.Root, Leaf: r.Leaf}, nil
}
