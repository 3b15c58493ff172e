// Package browser tests the pages of reports in Chromium: that their steps can be gone
// through with the keyboard, that figures grow and shrink, that they are legible light
// and dark, and that they need no network. It wants Chromium or Chrome on the path.
package browser
