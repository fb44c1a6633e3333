/// What the driver or the server said.
package struct MongoError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The server's number, or the driver's.
  package let code: Int
  package let message: String

  package init(code: Int, message: String) { (self.code, self.message) = (code, message) }

  package var description: String { "\(message) (\(code))" }

  /// The question itself is wrong, or not allowed: asked again it will fail again.
  package var isRefusal: Bool { [2, 9, 13, 18, 40, 73, 115].contains(code) }
}
