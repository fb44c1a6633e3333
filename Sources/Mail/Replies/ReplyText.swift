/// What somebody wrote in a reply: the new text, without what is quoted. A quotation never speaks, wherever it stands.
package struct ReplyText: Hashable, Sendable {
  /// The new text, with a signature if there is one.
  package let text: String
  /// The new text without the signature.
  package let words: String

  package init(_ body: String) {
    let lines = Array(
      body.split(separator: "\n", maxSplits: Self.linesMax, omittingEmptySubsequences: false).prefix(Self.linesMax).map { String($0) })
    let kept = QuotationCutter(lines).kept()
    text = Self.joined(kept)
    words = Self.joined(Signature.removed(from: kept))
  }

  private static let linesMax = 20_000

  /// Without empty lines and drawn lines at both ends.
  private static func joined(_ lines: [String]) -> String {
    var lines = lines[...]
    while let first = lines.first, first.trimmed.isEmpty { lines = lines.dropFirst() }
    while let last = lines.last, isEmptyOrDrawn(last) { lines = lines.dropLast() }
    return lines.joined(separator: "\n").trimmed
  }

  private static func isEmptyOrDrawn(_ line: String) -> Bool {
    let text = line.trimmed
    return text.isEmpty || text.utf8.count > 4 && text.utf8.allSatisfy { $0 == 0x5F || $0 == 0x2D || $0 == 0x3D || $0 == 0x2A }
  }
}
