/// What happened in a universe, line by line, and a sum over all of it by which two runs are told apart.
///
/// `@unchecked Sendable`: used on the universe's own thread alone.
package final class Trace: @unchecked Sendable {
  private let scheduler: Scheduler
  private var isClosed = false
  package private(set) var lines: [String] = []
  package private(set) var sum: UInt64 = 0xcbf2_9ce4_8422_2325

  init(_ scheduler: Scheduler) { self.scheduler = scheduler }

  /// What is said from now on, while everybody is sent home, is no part of the story.
  func close() { isClosed = true }

  func add(_ who: String, _ what: String) {
    guard !isClosed else { return }
    let milliseconds = Int(scheduler.now * 1000)
    let rest = String(milliseconds % 1000)
    let line = "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest) \(who): \(what)"
    for byte in line.utf8 { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01b3 }
    lines.append(line)
  }
}
