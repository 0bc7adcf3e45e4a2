// Package migrations is the schema, as numbered SQL files that are applied in order.
package migrations

import "embed"

// Files holds NNNN_name.sql, numbered from 0001 without a gap. An applied file is never edited.
//
//go:embed [0-9]*.sql
var Files embed.FS
