package main

import (
	"fmt"
	"reflect"
	"testing"

	"pooled/api"
	"pooled/ledger/audit"
)

// The flags of "pooled register" and the parameters of the API are the thresholds of the filters, with their defaults.
func TestThresholdsAreTheSameEverywhere(t *testing.T) {
	t.Parallel()
	flags, params := reflect.TypeFor[registerCommand](), reflect.TypeFor[api.RisksInput]()
	defaults := reflect.ValueOf(audit.DefaultThresholds())
	for i := range defaults.NumField() {
		field, want := defaults.Type().Field(i), fmt.Sprint(defaults.Field(i))
		flag, ok := flags.FieldByName(field.Name)
		if !ok || flag.Tag.Get("default") != want {
			t.Errorf("the flag of %s has default %q, want %q", field.Name, flag.Tag.Get("default"), want)
		}
		param, ok := params.FieldByName(field.Name)
		if !ok || param.Tag.Get("default") != want || param.Tag.Get("query") != field.Tag.Get("json") {
			t.Errorf("the parameter of %s is %q with default %q, want %q with %q", field.Name,
				param.Tag.Get("query"), param.Tag.Get("default"), field.Tag.Get("json"), want)
		}
	}
}
