/// A header line of a request. Its value never prints, for it may be a key.
package struct HTTPHeader: Hashable, Sendable {
  package let name: String
  package let value: Secret

  package init(_ name: String, _ value: String) { (self.name, self.value) = (name, Secret(value)) }

  package init(_ name: String, secret value: Secret) { (self.name, self.value) = (name, value) }

  /// Nothing in it can end the line and begin another.
  var isOneLine: Bool {
    func clean(_ text: String) -> Bool { !text.utf8.contains { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F } }
    return !name.isEmpty && clean(name) && !name.contains(":") && !name.contains(" ") && clean(value.reveal())
  }
}
