package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"pooled/ledger"
	"pooled/ledger/audit"
)

// held is what somebody holds besides an export: that a journal had a size and a root.
type held struct {
	Receipt []string `sep:"none" help:"A receipt that you kept, as the API gave it with a posted entry; give it once for each." placeholder:"FILE"`
	Held    []string `sep:"none" help:"That a fund's journal, or that of service, had a size and a root." placeholder:"FUND:SIZE:ROOT"`
}

// receiptSizeMax bounds what is read of a receipt: an answer with its entry is far smaller.
const receiptSizeMax = 16 << 20

// read is all that is held, in the order it was given.
func (h held) read() (list []audit.Held, err error) {
	for _, name := range h.Receipt {
		one, err := readReceipt(name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		list = append(list, one)
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
	about, err := os.Stat(name)
	if err != nil {
		return audit.Held{}, err
	}
	if about.Size() > receiptSizeMax {
		return audit.Held{}, errNoReceipt
	}
	text, err := os.ReadFile(name)
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
