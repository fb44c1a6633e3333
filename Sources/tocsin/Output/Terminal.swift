import Foundation

/// Where a command writes: results to standard output, everything else to standard error; colour on terminals only.
struct Terminal: Sendable {
  var hasColor: Bool
  /// Columns, for tables and progress.
  var width: Int

  /// - Parameter choice: `auto`, `always`, `never`; without one `auto`, and `NO_COLOR` is respected.
  init(color choice: String?, environment: [String: String]) throws(UsageError) {
    switch choice ?? "auto" {
    case "always": hasColor = true
    case "never": hasColor = false
    case "auto":
      hasColor = isatty(STDOUT_FILENO) == 1 && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
    case let other: throw UsageError("--color takes auto, always or never, not “\(other)”.")
    }
    width = environment["COLUMNS"].flatMap { Int($0) } ?? 120
  }

  func write(_ line: String) {
    print(line)
    fflush(nil)
  }

  func complain(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }

  func styled(_ text: String, _ style: Style) -> String {
    hasColor ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }

  enum Style: String, Sendable {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case blue = "34"
    case cyan = "36"
  }
}
