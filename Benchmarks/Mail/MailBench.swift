import Channel
import ChannelMail
import Curl
import Foundation

/// What sending costs beside Postfix's own `smtp-source`, on the same server in the same run: ratios, not figures of a machine.
///
///     MailBench --port PORT [--mails N] [--sessions N] [--rounds N]
@main enum MailBench {
  static func main() async throws {
    var numbers = ["mails": 10_000, "sessions": 4, "rounds": 3]
    var words = Array(CommandLine.arguments.dropFirst())
    while words.count >= 2, words[0].hasPrefix("--"), let number = Int(words[1]) {
      numbers[String(words[0].dropFirst(2))] = number
      words.removeFirst(2)
    }
    guard words.isEmpty, let port = numbers["port"], let mails = numbers["mails"], let sessions = numbers["sessions"],
      let rounds = numbers["rounds"]
    else {
      say("usage: MailBench --port PORT [--mails N] [--sessions N] [--rounds N]")
      exit(2)
    }
    try await measure(Load(port: port, mails: mails, sessions: sessions), rounds: rounds)
  }

  private static func measure(_ load: Load, rounds: Int) async throws {
    let reminder = try ReminderMail()
    let prepared = try (0..<load.mails).map { try load.composer.compose(reminder.plainPart($0)) }
    say("\(load.mails) mails of \(prepared[0].count / 1_000) kB, \(load.sessions) connections")
    let channel = load.channel()
    for round in 1...rounds {
      let theirs = try await load.theirs(bytes: prepared[0].count, keepsConnections: true)
      let before = residentKilobytes()
      let ours = try await seconds { try await load.send(channel) { (try reminder.plainPart($0), prepared[$0]) } }
      let after = residentKilobytes()
      let rendered = try await seconds {
        try await load.send(channel) { number in
          let part = try reminder.part(number)
          return (part, try load.composer.compose(part))
        }
      }
      let apart = try await load.theirs(bytes: prepared[0].count, keepsConnections: false)
      say(
        "round \(round): smtp-source \(load.rate(theirs)), Tocsin \(load.rate(ours)) (ratio \(ratio(theirs, ours))), rendered on the way",
        "\(load.rate(rendered)) (ratio \(ratio(theirs, rendered))), smtp-source with a connection for each mail \(load.rate(apart)),",
        "memory \(before) kB before, \(after) kB after")
    }
  }

  private static func ratio(_ theirs: Double, _ ours: Double) -> String {
    (theirs / ours).formatted(.number.precision(.fractionLength(2)))
  }

  static func seconds(_ body: () async throws -> Void) async throws -> Double {
    let clock = ContinuousClock()
    let time = try await clock.measure(body).components
    return Double(time.seconds) + Double(time.attoseconds) / 1e18
  }

  private static func residentKilobytes() -> Int {
    // Absent only where there is no /proc.
    let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    return text.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 4 } ?? 0
  }

  /// Writes a line at once, whoever reads it.
  private static func say(_ words: String...) {
    puts(words.joined(separator: " "))
    fflush(nil)
  }
}
