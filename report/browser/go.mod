// The test of reports in a browser, a module of its own: what drives the browser takes
// longer to compile than everything else together.
module github.com/mcheck/mcheck/report/browser

go 1.26.0

require github.com/chromedp/chromedp v0.23.0

require (
	github.com/chromedp/cdproto v0.159.0 // indirect
	github.com/go-json-experiment/json v0.0.0-20260213210345-44df1a37e875 // indirect
)
