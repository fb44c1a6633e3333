/// What the driver or the server said.
package struct MongoError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The server's number, or the driver's.
  package let code: Int
  package let message: String

  package init(code: Int, message: String) { (self.code, self.message) = (code, message) }

  /// Somebody wanted no answer any more.
  package static let stopped = MongoError(code: 0, message: "the question was stopped")

  package var description: String { "\(message) (\(code))" }

  /// The question itself is wrong, or not allowed: asked again it will fail again.
  package var isRefusal: Bool { [2, 9, 13, 18, 40, 73, 115].contains(code) }
}
