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

  private func show(rows: Int) {
    let now = clock.monotonicSeconds()
    if rows != self.rows { cameAt = now }
    self.rows = rows
    show(Self.text(rows: rows, expected: expected, seconds: cameAt - began))
  }

  func show(_ text: String) {
    let now = clock.monotonicSeconds()
    guard isShown, now - shownAt >= Self.pauseSeconds else { return }
    shownAt = now
    write(text)
  }

  /// `[#####     ] 512,000 of 1,000,000 rows, 120,000 a second, 4 s left`
  static func text(rows: Int, expected: Int?, seconds: Double) -> String {
    let rate = seconds > 0 ? Double(rows) / seconds : 0
    guard let expected, expected > 0 else { return "\(grouped(rows)) rows" + pace(0, rate) }
    return "\(bar(rows, of: expected)) \(grouped(rows)) of about \(grouped(expected)) rows" + pace(expected - rows, rate)
  }

  /// The same where the number is known.
  static func text(rows: Int, of all: Int, perSecond rate: Double) -> String {
    "\(bar(rows, of: all)) \(grouped(rows)) of \(grouped(all)) rows" + pace(all - rows, rate)
  }

  private static func bar(_ rows: Int, of all: Int) -> String {
    let marks = Int(min(1, Double(rows) / Double(max(1, all))) * Double(barWidth))
    return "[" + String(repeating: "#", count: marks) + String(repeating: " ", count: barWidth - marks) + "]"
  }

  private static func pace(_ left: Int, _ rate: Double) -> String {
    guard rate >= 1 else { return "" }
    return ", \(grouped(Int(rate))) a second" + (left > 0 ? ", \(SpanText.words(seconds: Int64(Double(left) / rate))) left" : "")
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
