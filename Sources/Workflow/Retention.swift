package import Calendar

/// What is taken out of an instance's record so long after its end: its history and its messages too.
///
/// Keys, Message-IDs, hashes, states and times stay, so that the record still says what happened when.
package struct Retention: Hashable, Sendable {
  /// A field that is redacted, with all below it.
  package struct Field: Hashable, Sendable {
    package enum Root: String, Hashable, Sendable, CaseIterable {
      case input
      case data
      /// Of every tracked row.
      case items
    }

    package var root: Root
    /// From the root downwards; empty for all of it.
    package var path: [String]

    package init(root: Root, path: [String]) {
      (self.root, self.path) = (root, path)
    }

    /// As its author wrote it: `items.driver`.
    package var words: String { ([root.rawValue] + path).joined(separator: ".") }
  }

  /// Counted from the instance's end, in the workflow's zone.
  package var after: Delay
  package var redact: [Field]
  package var place: Place

  package init(after: Delay, redact: [Field], place: Place) {
    (self.after, self.redact, self.place) = (after, redact, place)
  }
}
