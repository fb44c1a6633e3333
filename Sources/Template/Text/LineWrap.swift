/// Breaks text into lines at spaces. A word longer than a line (an address) stays whole on a line of its own.
enum LineWrap {
  /// `text` with its forced line breaks; other white space is one space.
  static func wrap(_ text: String, width: Int) -> [String] {
    text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).flatMap { wrapLine(Substring($0), width: width) }
  }

  private static func wrapLine(_ text: Substring, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    var used = 0
    for word in text.utf8.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }).map(Substring.init) {
      let cells = word.displayWidth
      if !line.isEmpty, used + 1 + cells > width {
        lines.append(line)
        line = ""
        used = 0
      }
      if !line.isEmpty {
        line += " "
        used += 1
      }
      line += word
      used += cells
    }
    return line.isEmpty ? lines : lines + [line]
  }
}
