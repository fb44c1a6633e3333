import Foundation

/// How far something long is, in one line of standard error that is written over; nothing where that is no terminal.
final class ProgressLine {
  private let isShown: Bool
  private let expected: Int?
  private let clock = SystemClock()
  private let began: Double
  private var shownAt = 0.0
  private var rows = 0
  /// When a row came last: the rate is that of the rows, whatever is done with them afterwards.
  private var cameAt: Double
  private var isWritten = false

  /// - Parameter alsoBesideRows: rows on the same screen are progress enough, unless what is written there are few lines.
  init(_ terminal: Terminal, expected: Int?, alsoBesideRows: Bool = false) {
    isShown = isatty(STDERR_FILENO) == 1 && (alsoBesideRows || isatty(STDOUT_FILENO) == 0)
    self.expected = expected
    began = clock.monotonicSeconds()
    cameAt = began
  }

  /// Written more often it would only flicker.
  private static let pauseSeconds = 0.2

  func add(_ more: Int) { show(rows: rows + more) }

  func show(rows: Int, note: String = "") {
    let now = clock.monotonicSeconds()
    if rows != self.rows { cameAt = now }
    self.rows = rows
    guard isShown, now - shownAt >= Self.pauseSeconds else { return }
    shownAt = now
    write(Self.text(rows: rows, expected: expected, seconds: cameAt - began) + note)
  }

  /// `[#####     ] 512,000 of 1,000,000 rows, 120,000 a second, 4 s left`
  static func text(rows: Int, expected: Int?, seconds: Double) -> String {
    let rate = seconds > 0 ? Double(rows) / seconds : 0
    var text = "\(grouped(rows)) rows"
    if let expected, expected > 0 {
      let part = min(1, Double(rows) / Double(expected))
      let marks = Int(part * Double(barWidth))
      let bar = String(repeating: "#", count: marks) + String(repeating: " ", count: barWidth - marks)
      text = "[\(bar)] \(grouped(rows)) of about \(grouped(expected)) rows"
    }
    if rate >= 1 { text += ", \(grouped(Int(rate))) a second" }
    if let expected, rate > 0, expected > rows { text += ", \(SpanText.words(seconds: Int64(Double(expected - rows) / rate))) left" }
    return text
  }

  private static let barWidth = 24

  static func grouped(_ number: Int) -> String {
    var digits = Array(String(number))
    var place = digits.count - 3
    while place > 0 {
      digits.insert(",", at: place)
      place -= 3
    }
    return String(digits)
  }

  func end() {
    if isWritten { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    isWritten = false
  }

  private func write(_ text: String) {
    isWritten = true
    FileHandle.standardError.write(Data("\r\(text)\u{1B}[K".utf8))
  }
}
