extension YAML {
  /// Keys and values in the order of the file; each key once.
  package struct Mapping: Sendable {
    package struct Entry: Sendable {
      /// Always a scalar.
      package let key: Node
      package let value: Node
      /// It came in through a merge key `<<`.
      package let isMerged: Bool

      package var name: String { key.text ?? "" }
    }

    package let entries: [Entry]
    private let indexes: [String: Int]

    /// Of entries with the same name the first counts.
    init(_ entries: [Entry]) {
      self.entries = entries
      self.indexes = Dictionary(entries.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    package var keys: [String] { entries.map(\.name) }
    package var count: Int { entries.count }
    package var isEmpty: Bool { entries.isEmpty }
    package func entry(_ key: String) -> Entry? { indexes[key].map { entries[$0] } }
    package subscript(key: String) -> Node? { entry(key)?.value }
  }
}
