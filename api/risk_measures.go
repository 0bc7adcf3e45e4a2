package api

import (
	"fmt"
	"reflect"
	"strconv"

	"pooled/ledger"
	"pooled/ledger/audit"
)

// RiskMeasure is one of the thresholds that the risk filters measure by, as a question asks for it: its parameter and
// its value.
type RiskMeasure struct{ Name, Value string }

// eachMeasure calls f with each threshold and the field of the question that asks for it: both are named alike.
func (in *RisksInput) eachMeasure(f func(threshold reflect.StructField, asked reflect.Value)) {
	asked := reflect.ValueOf(in).Elem()
	for t := range reflect.TypeFor[audit.Thresholds]().Fields() {
		f(t, asked.FieldByName(t.Name))
	}
}

// Measures are the thresholds of the question, in their order.
func (in *RisksInput) Measures() (list []RiskMeasure) {
	in.eachMeasure(func(t reflect.StructField, asked reflect.Value) {
		list = append(list, RiskMeasure{t.Tag.Get("json"), fmt.Sprint(asked)})
	})
	return list
}

// Measure sets a threshold to what somebody typed. It returns audit.ErrRegisterForm for what is no such number.
func (in *RisksInput) Measure(name, text string) (err error) {
	in.eachMeasure(func(t reflect.StructField, asked reflect.Value) {
		switch {
		case t.Tag.Get("json") != name:
		case asked.Kind() == reflect.String:
			if _, wrong := ledger.ParseMoney(text); wrong != nil {
				err = audit.ErrRegisterForm.With("%s is an amount such as 1000.00, not %q", name, text)
			}
			asked.SetString(text)
		default:
			n, wrong := strconv.Atoi(text)
			if wrong != nil {
				err = audit.ErrRegisterForm.With("%s is a whole number, not %q", name, text)
			}
			asked.SetInt(int64(n))
		}
	})
	return err
}

// usual asks for the thresholds that hold where nothing else is asked.
func (in *RisksInput) usual() {
	usual := reflect.ValueOf(audit.DefaultThresholds())
	in.eachMeasure(func(t reflect.StructField, asked reflect.Value) {
		if value := usual.FieldByName(t.Name); asked.Kind() == reflect.String {
			asked.SetString(fmt.Sprint(value))
		} else {
			asked.Set(value)
		}
	})
}

// thresholds are those of the question.
func (in *RisksInput) thresholds() (t audit.Thresholds, err error) {
	to := reflect.ValueOf(&t).Elem()
	in.eachMeasure(func(field reflect.StructField, asked reflect.Value) {
		if asked.Kind() != reflect.String {
			to.FieldByName(field.Name).Set(asked)
		}
	})
	t.Round, err = ledger.ParseMoney(in.Round)
	return t, err
}
