/// Text with `${ … }` in it: an incident's words, a log line, a thread's name.
package struct Text: Hashable, Sendable {
  package enum Part: Hashable, Sendable {
    case literal(String)
    case value(Expression)
  }

  package var parts: [Part]

  package init(parts: [Part]) {
    self.parts = parts
  }
}
