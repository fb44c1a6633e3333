import BenchSupport
import Channel
import ChannelMail
import Curl
import Foundation
import Synchronization

/// What sending costs beside Postfix's own `smtp-source`, on the same server in the same run: ratios, not figures of a machine.
///
///     MailBench --port PORT [--mails N] [--sessions N] [--rounds N]
///     MailBench --compose N      renders and composes so many mails, and sends none: for a profiler
@main enum MailBench {
  static func main() async throws {
    var numbers = ["mails": 10_000, "sessions": 4, "rounds": 3]
    var words = Array(CommandLine.arguments.dropFirst())
    if words.count == 2, words[0] == "--compose", let mails = Int(words[1]) { return try await compose(mails) }
    while words.count >= 2, words[0].hasPrefix("--"), let number = Int(words[1]) {
      numbers[String(words[0].dropFirst(2))] = number
      words.removeFirst(2)
    }
    guard words.isEmpty, let port = numbers["port"], let mails = numbers["mails"], let sessions = numbers["sessions"],
      let rounds = numbers["rounds"]
    else {
      say("usage: MailBench --port PORT [--mails N] [--sessions N] [--rounds N] | --compose N")
      exit(2)
    }
    try await measure(Load(port: port, mails: mails, sessions: sessions), rounds: rounds)
  }

  /// Mails whose bytes are kept: more would be a measure of how fast memory is read.
  private static let preparedMax = 1_000
  /// Until so many mails are out, buffers and caches grow.
  private static let warmMails = 1_000

  private static func measure(_ load: Load, rounds: Int) async throws {
    let reminder = try ReminderMail()
    let prepared = try (0..<min(load.mails, preparedMax)).map { try load.composer.compose(reminder.plainPart($0)) }
    say("\(load.mails) mails of \(prepared[0].count / 1_000) kB, \(load.sessions) connections")
    let channel = load.channel()
    for round in 1...rounds {
      let theirs = try await load.theirs(bytes: prepared[0].count, keepsConnections: true)
      let ours = try await seconds {
        try await load.send(channel) { (try reminder.plainPart($0), prepared[$0 % prepared.count]) }
      }
      let warm = Mutex(0)
      let rendered = try await seconds {
        try await load.send(channel) { number in
          if number == warmMails { warm.withLock { $0 = ResidentMemory.kilobytes() } }
          let part = try reminder.part(number)
          return (part, try load.composer.compose(part))
        }
      }
      let end = ResidentMemory.kilobytes()
      let apart = try await load.theirs(bytes: prepared[0].count, keepsConnections: false)
      say(
        "round \(round): smtp-source \(load.rate(theirs)), Tocsin \(load.rate(ours)) (ratio \(ratio(theirs, ours))), rendered on the way",
        "\(load.rate(rendered)) (ratio \(ratio(theirs, rendered))), smtp-source with a connection for each mail \(load.rate(apart));",
        "memory after \(warmMails) mails \(warm.withLock { $0 }) kB, after \(load.mails) \(end) kB")
    }
  }

  /// What it costs to make a mail, without anybody who takes it.
  private static func compose(_ mails: Int) async throws {
    let load = Load(port: 0, mails: mails, sessions: 1)
    let reminder = try ReminderMail()
    let rendering = try await seconds { for number in 0..<mails { _ = try reminder.part(number) } }
    let shared = try (0..<mails).map { try reminder.plainPart($0) }
    let composing = try await seconds { for part in shared { _ = try load.composer.compose(part) } }
    say("a mail: \(microseconds(rendering, mails)) µs to render, \(microseconds(composing, mails)) µs to compose with words known before")
  }

  private static func microseconds(_ seconds: Double, _ mails: Int) -> Int { Int(seconds * 1_000_000 / Double(mails)) }

  private static func ratio(_ theirs: Double, _ ours: Double) -> String {
    (theirs / ours).formatted(.number.precision(.fractionLength(2)))
  }

  static func seconds(_ body: () async throws -> Void) async throws -> Double {
    let clock = ContinuousClock()
    let time = try await clock.measure(body).components
    return Double(time.seconds) + Double(time.attoseconds) / 1e18
  }

  /// Writes a line at once, whoever reads it.
  private static func say(_ words: String...) {
    puts(words.joined(separator: " "))
    fflush(nil)
  }
}
