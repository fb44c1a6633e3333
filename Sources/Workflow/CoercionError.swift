/// A value that is not of its declared type, and where in the whole it stands: `bookings[3].start: expected a timestamp, found a string`.
///
/// Names kinds, never contents, so it is safe to show.
package struct CoercionError: Error, Hashable, Sendable {
  /// From the outermost in: `bookings[3].start`; empty for the whole.
  package var path: String
  package var expected: String
  package var found: String

  package init(path: String = "", expected: String, found: String) {
    self.path = path
    self.expected = expected
    self.found = found
  }

  /// The same, seen from a field around it.
  func within(field: String) -> CoercionError {
    let rest = path.isEmpty || path.hasPrefix("[") ? path : "." + path
    return CoercionError(path: field + rest, expected: expected, found: found)
  }

  /// The same, seen from a list around it.
  func within(index: Int) -> CoercionError { within(field: "[\(index)]") }
}

extension CoercionError: CustomStringConvertible {
  package var description: String { (path.isEmpty ? "" : path + ": ") + "expected \(expected), found \(found)" }
}
