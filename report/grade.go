package report

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"strings"
)

// JUnit writes findings as a JUnit test suite.
func JUnit(w io.Writer, findings []Finding) error {
	type failure struct {
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
	type testcase struct {
		Name    string   `xml:"name,attr"`
		Class   string   `xml:"classname,attr"`
		Failure *failure `xml:"failure,omitempty"`
	}
	suite := struct {
		XMLName  xml.Name   `xml:"testsuite"`
		Name     string     `xml:"name,attr"`
		Tests    int        `xml:"tests,attr"`
		Failures int        `xml:"failures,attr"`
		Cases    []testcase `xml:"testcase"`
	}{Name: "mcheck verify", Tests: len(findings)}
	for _, f := range findings {
		c := testcase{Name: f.What, Class: "mcheck.verify"}
		if len(f.Wrong) > 0 {
			suite.Failures++
			c.Failure = &failure{Message: f.Wrong[0], Text: strings.Join(f.Wrong, "\n")}
		}
		suite.Cases = append(suite.Cases, c)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	return e.Encode(suite)
}

// fields and list are parts of a JSON text that is written only once.
type (
	fields = map[string]any
	list   = []any
)

// SARIF writes what is wrong as a SARIF 2.1.0 log.
func SARIF(w io.Writer, version string, findings []Finding) error {
	results := list{}
	for _, f := range findings {
		for _, wrong := range f.Wrong {
			results = append(results, fields{
				"ruleId": strings.Fields(f.What)[0], "level": "error", "message": fields{"text": f.What + ": " + wrong},
				"locations": list{fields{"physicalLocation": fields{"artifactLocation": fields{"uri": EvidenceFile}}}},
			})
		}
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(fields{
		"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
		"runs": list{fields{
			"tool":    fields{"driver": fields{"name": "mcheck verify", "version": version}},
			"results": results,
		}},
	})
}
