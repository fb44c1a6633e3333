/// One thing that the server says: a line, with the counted blocks of bytes (literals) that stand in it. What is in a block is content
/// and never read as protocol, whatever it looks like.
struct IMAPResponse: Hashable, Sendable {
  enum Piece: Hashable, Sendable {
    case text(String)
    case literal([UInt8])
  }

  var pieces: [Piece]

  /// The line without its literals.
  var line: String {
    pieces.map { piece in
      if case .text(let text) = piece { text } else { "" }
    }.joined()
  }

  var literal: [UInt8]? {
    for case .literal(let bytes) in pieces { return bytes }
    return nil
  }

  /// `* 12 FETCH (…)` gives `FETCH`; `* SEARCH 1 2` gives `SEARCH`.
  var words: [Substring] { line.split(separator: " ") }

  func isUntagged(_ name: String) -> Bool {
    let words = words
    guard words.first == "*", words.count > 1 else { return false }
    let word = Int(words[1]) != nil && words.count > 2 ? words[2] : words[1]
    return word.uppercased() == name
  }

  /// The number behind a name: `UID 7`, `RFC822.SIZE 1234`, `UIDVALIDITY 3`.
  func number(after name: String) -> Int? {
    let marks: Set<Character> = ["(", ")", "[", "]", " "]
    let words = line.split { marks.contains($0) }
    guard let place = words.firstIndex(where: { $0.uppercased() == name }), place + 1 < words.count else { return nil }
    return Int(words[place + 1])
  }
}
