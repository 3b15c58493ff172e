package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
)

// Limits on evidence: far beyond any that Write writes.
const (
	maxEvidenceBytes = 16 << 20
	maxNesting       = 100
)

// tree reads JSON as maps, slices, strings, bools, nil and json.Number. Unlike
// json.Unmarshal it refuses objects with two fields of one name, of which readers see
// one and programs another, deep nesting, and anything after the value.
func tree(raw []byte) (any, error) {
	if len(raw) > maxEvidenceBytes {
		return nil, fmt.Errorf("longer than %d MB", maxEvidenceBytes>>20)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	v, err := value(d, 0)
	if err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, errors.New("the JSON is truncated")
		}
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the JSON")
	}
	return v, nil
}

func value(d *json.Decoder, depth int) (any, error) {
	if depth > maxNesting {
		return nil, fmt.Errorf("nested more than %d deep", maxNesting)
	}
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		return object(d, depth)
	case json.Delim('['):
		list := []any{}
		for d.More() {
			e, err := value(d, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, e)
		}
		_, err := d.Token()
		return list, err
	}
	return token, nil
}

func object(d *json.Decoder, depth int) (any, error) {
	fields := map[string]any{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		key := name.(string) // or the decoder had refused it
		if _, twice := fields[key]; twice {
			return nil, fmt.Errorf("the field %.40q is there twice", key)
		}
		if fields[key], err = value(d, depth+1); err != nil {
			return nil, err
		}
	}
	_, err := d.Token()
	return fields, err
}

// treeOf turns what marshals as JSON into a tree.
func treeOf(v any) (any, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return tree(raw)
}

// differences lists where two trees differ, by path.
func differences(path string, claimed, found any) (out []string) {
	switch c := claimed.(type) {
	case map[string]any:
		f, ok := found.(map[string]any)
		if !ok {
			break
		}
		both := maps.Clone(c)
		maps.Copy(both, f)
		for _, name := range slices.Sorted(maps.Keys(both)) {
			at := path + "." + name
			switch _, claims := c[name]; {
			case !claims:
				out = append(out, fmt.Sprintf("%s: not in the evidence, want %s", at, brief(f[name])))
			case !has(f, name):
				out = append(out, fmt.Sprintf("%s: the evidence has %s, want no such field", at, brief(c[name])))
			default:
				out = append(out, differences(at, c[name], f[name])...)
			}
		}
		return out
	case []any:
		f, ok := found.([]any)
		if !ok {
			break
		}
		if len(c) != len(f) {
			out = append(out, fmt.Sprintf("%s: the evidence has %d elements, want %d", path, len(c), len(f)))
		}
		for k := range min(len(c), len(f)) {
			out = append(out, differences(fmt.Sprintf("%s[%d]", path, k), c[k], f[k])...)
		}
		return out
	default:
		switch found.(type) {
		case map[string]any, []any:
		default:
			if claimed == found {
				return nil
			}
		}
	}
	return []string{fmt.Sprintf("%s: the evidence has %s, want %s", path, brief(claimed), brief(found))}
}

func has(fields map[string]any, name string) bool { _, ok := fields[name]; return ok }

// brief writes a tree in a few characters.
func brief(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return "something that is no JSON"
	}
	return shorten(string(raw))
}
