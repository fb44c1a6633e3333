// MarkupTests: to be filled.
