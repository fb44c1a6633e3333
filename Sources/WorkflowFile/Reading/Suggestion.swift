import CEL

/// The name that an author probably meant.
enum Suggestion {
  static func nearest(to word: String, among names: some Sequence<String>) -> String? {
    Spelling.nearest(word, among: names)
  }

  /// "did you mean `escalated`?", or the names there are while they are few.
  static func hint(for word: String, among names: [String], listed what: String) -> String? {
    if let name = nearest(to: word, among: names) { return "did you mean `\(name)`?" }
    guard !names.isEmpty, names.count <= listedMax else { return nil }
    return "\(what) " + names.map { "`\($0)`" }.joined(separator: ", ")
  }

  /// Nobody reads a longer list in a hint.
  private static let listedMax = 12
}
