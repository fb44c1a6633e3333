import Foundation
import Testing

/// What may stand only with its owner, or nowhere.
struct BanTests {
  private struct Ban {
    var text: String
    var reason: String
    /// Beginnings of paths where it may stand.
    var owners: [String] = []
  }

  private static let bans = [
    Ban(text: "Date()", reason: "only the clock reads the time", owners: ["Sources/tocsin/Setup/SystemClock.swift"]),
    Ban(text: "Date.now", reason: "only the clock reads the time"),
    Ban(text: "Clock.now", reason: "only the clock reads the time", owners: ["Sources/tocsin/Setup/SystemClock.swift"]),
    Ban(text: "Task.sleep", reason: "only the clock waits", owners: ["Sources/tocsin/Setup/SystemClock.swift"]),
    // The simulator's dice are seeded.
    Ban(
      text: ".random(", reason: "only the clock throws dice",
      owners: ["Sources/tocsin/Setup/SystemClock.swift", "Sources/Simulator/Sources/AnswerBook.swift"]),
    // The printer of expressions has a function of that name.
    Ban(
      text: "print(", reason: "only the command line prints",
      owners: ["Sources/tocsin/", "Sources/CEL/Syntax/Expression+Print.swift"]),
    Ban(text: "try!", reason: "an error is an answer"),
    Ban(text: "as! ", reason: "a value of another type is an answer"),
    Ban(text: "FIX" + "ME", reason: "mend it, or write an issue"),
    Ban(text: "TO" + "DO", reason: "do it, or write an issue"),
    Ban(text: "try? await store", reason: "a write that failed must be heard of"),
  ]

  @Test func `nothing banned stands in the sources`() {
    for file in SourceTree.sources {
      for (number, line) in file.lines.enumerated() {
        let code = line.split(separator: "//", maxSplits: 1, omittingEmptySubsequences: false)[0]
        for ban in Self.bans where code.contains(ban.text) && !Self.isPart(of: code, ban.text) {
          let isOwner = ban.owners.contains { file.path.hasPrefix($0) }
          #expect(isOwner, "\(file.path):\(number + 1): \(ban.text): \(ban.reason)")
        }
      }
    }
  }

  @Test func `tests do not sleep`() {
    for file in SourceTree.tests where !file.path.hasPrefix("Tests/TestSupport/") && file.target != "TidyTests" {
      for (number, line) in file.lines.enumerated() {
        for ban in ["Task.sleep", "Thread.sleep", "usleep(", "sleep("] {
          #expect(!line.contains(ban) || line.contains("pg_sleep"), "\(file.path):\(number + 1): \(ban)")
        }
      }
    }
  }

  @Test func `unchecked sendability comes with its proof`() {
    for file in SourceTree.sources + SourceTree.tests where file.target != "TidyTests" {
      let lines = file.lines
      for (number, line) in lines.enumerated() where line.contains("@unchecked Sendable") || line.contains("nonisolated(unsafe)") {
        let around = lines[max(0, number - 6)...min(lines.count - 1, number + 4)]
        #expect(around.contains { $0.contains("//") }, "\(file.path):\(number + 1) says no proof")
      }
    }
  }

  /// `fingerprint(` is no `print(`.
  private static func isPart(of code: Substring, _ text: String) -> Bool {
    guard let range = code.range(of: text), range.lowerBound > code.startIndex, text.first?.isLetter == true else { return false }
    return code[code.index(before: range.lowerBound)].isLetter || code[code.index(before: range.lowerBound)] == "."
  }
}
