/// Text in which markers stand for pieces of a scanned page.
enum MarkerText {
  enum Part {
    case text(String)
    case piece(Int)
  }

  static func parts(_ text: String) -> [Part] {
    var parts: [Part] = []
    var words = String.UnicodeScalarView()
    var number: Int?
    for scalar in text.unicodeScalars {
      switch scalar {
      case PageScan.markerStart:
        if !words.isEmpty { parts.append(.text(String(words))) }
        words = .init()
        number = 0
      case PageScan.markerEnd:
        if let number { parts.append(.piece(number)) }
        number = nil
      default:
        if let known = number { number = known * 10 + Int(scalar.value) - 0x30 } else { words.append(scalar) }
      }
    }
    if !words.isEmpty { parts.append(.text(String(words))) }
    return parts
  }
}
