/// What a template may grow to; a value that would exceed one of these ends the rendering with an error that says which.
package enum TemplateLimit {
  /// One template file.
  package static let fileBytes = 256 * 1024
  /// An expanded page: mail servers begin to refuse at 10 MB, Gmail clips at 102 KB; a table of 1,000 rows is 500 KB.
  package static let outputBytes = 2 * 1024 * 1024
  /// Nodes of an expanded page.
  package static let nodes = 100_000
  /// Turns of all `data-each` and `$data` of one rendering.
  package static let iterations = 20_000
  /// Includes within includes.
  package static let includeDepth = 8
  /// Nodes of a compiled page, includes filled in.
  package static let compiledNodes = 20_000
  /// Elements within elements, includes filled in.
  package static let depth = 128
  /// A subject line in Unicode scalars: longer ones are cut by every client.
  package static let subjectLength = 250
  /// A preheader: clients show about 100.
  package static let preheaderLength = 300
}
