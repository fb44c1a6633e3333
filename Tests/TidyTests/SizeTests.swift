import Testing

/// Small files and functions: a ratchet. The numbers may only fall.
struct SizeTests {
  private static let medianLinesMax = 80
  private static let ninetiethLinesMax = 300
  private static let fileLinesMax = 500

  @Test func `files are small`() {
    let sizes = SourceTree.sources.map(\.lines.count).sorted()
    #expect(sizes[sizes.count / 2] <= Self.medianLinesMax, "median \(sizes[sizes.count / 2])")
    #expect(sizes[sizes.count * 9 / 10] <= Self.ninetiethLinesMax, "nine in ten \(sizes[sizes.count * 9 / 10])")
    for file in SourceTree.sources + SourceTree.tests {
      #expect(file.lines.count <= Self.fileLinesMax, "\(file.path) has \(file.lines.count) lines")
    }
  }

  private static let functionLinesMax = 70

  @Test func `functions fit on a screen`() {
    for file in SourceTree.sources {
      for function in Self.functions(of: file) {
        #expect(function.lines <= Self.functionLinesMax, "\(file.path):\(function.start) has \(function.lines) lines")
      }
    }
  }

  /// From a line that declares a function to the next line that closes at the same indentation.
  private static func functions(of file: SourceTree.File) -> [(start: Int, lines: Int)] {
    var found: [(Int, Int)] = []
    for (number, line) in file.lines.enumerated() {
      let text = line.drop { $0 == " " }
      let words = text.split(separator: " ").prefix(5)
      guard words.contains("func") || words.contains(where: { $0.hasPrefix("init(") }), !text.hasPrefix("//") else { continue }
      let indent = line.count - text.count
      let closing = String(repeating: " ", count: indent) + "}"
      guard text.hasSuffix("{") || text.hasSuffix("(") else { continue }
      if let end = file.lines[(number + 1)...].firstIndex(where: { $0 == closing }) { found.append((number + 1, end - number + 1)) }
    }
    return found
  }
}
