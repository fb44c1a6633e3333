/// Why a checked template could not be filled in: an expression failed, or a limit was reached. Its text names what the author
/// wrote, never a value.
package struct RenderError: Error, Hashable, Sendable, CustomStringConvertible {
  package let message: String
  /// Where in the template; nil for limits of the whole.
  package let place: TemplatePlace?

  init(_ message: String, at place: TemplatePlace?) {
    self.message = message
    self.place = place
  }

  static func limit(_ message: String, _ expression: CompiledExpression?) -> RenderError {
    RenderError(message, at: expression?.source.place)
  }

  package var description: String {
    place.map { "\($0.file):\($0.line):\($0.column): \(message)" } ?? message
  }
}
