// Package browser tests the pages of reports in a browser.
package browser
