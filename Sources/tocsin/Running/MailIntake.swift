import Calendar
import Curl
import Foundation
import Mail
import Mailbox
import Replies
import Store

/// Reads the installation's mailbox as long as it is at work: waits for mails, hands each to the desk, and marks it. A mail is marked after
/// what it means was written down; dying in between means that it is looked at once more, and changes nothing.
struct MailIntake: Sendable {
  let mailbox: Mailbox
  let desk: ReplyDesk
  let moveTo: String?
  /// Where the server does not tell by itself, in seconds.
  let pollSeconds: Double
  let clock: SystemClock
  let now: @Sendable () async throws -> Instant
  let say: @Sendable (String) -> Void

  private static let idleSeconds = 5.0
  private static let retrySecondsMax = 300.0

  func run() async {
    var failures = 0
    while !Task.isCancelled {
      do {
        try await round()
        if failures > 0 { say("the mailbox can be read again") }
        failures = 0
        if try await !mailbox.idle(seconds: Self.idleSeconds) { await clock.pause(seconds: pollSeconds) }
      } catch {
        if Task.isCancelled { break }
        // Said once; tried again and again, each time a little later.
        if failures == 0 { say("\(error)") }
        failures += 1
        await clock.pause(seconds: min(Self.retrySecondsMax, pollSeconds * Double(min(failures, 10))))
      }
    }
    await mailbox.close()
  }

  private func round() async throws {
    for position in try await mailbox.waiting() {
      if Task.isCancelled { return }
      switch try await mailbox.fetch(position) {
      case .mail(let bytes): _ = try await desk.take(bytes, at: try await now())
      case .tooLarge(let bytes, let head):
        _ = try await desk.refuse(head, "\(MailRefusal.tooLarge(bytes: bytes))", at: try await now())
      case .gone: continue
      }
      try await mailbox.markRead(position, moveTo: moveTo)
    }
  }
}
