/// Why the private database did not start, stop or let somebody in: a text for people, and the log's tail for engineers.
package struct EmbeddedError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong and the way out.
  package let message: String
  package let detail: String

  init(_ message: String, detail: String = "") {
    self.message = message
    self.detail = detail
  }

  package var description: String { detail.isEmpty ? message : "\(message)\n\(detail)" }
}
