/// A message that cannot be put into the channel's form: it would break the form, or is too large. Trying again is of no use.
package struct CompositionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What of the message is at fault: `subject`, `to`, `attachment`.
  package let field: String
  /// For people; safe to show.
  package let text: String

  package init(field: String, text: String) { (self.field, self.text) = (field, text) }

  package var description: String { "\(field): \(text)" }
}
