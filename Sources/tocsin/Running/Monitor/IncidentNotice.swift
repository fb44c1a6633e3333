import CEL
import Calendar
import Channel
import Executor
import PostgreSQL
import Store

/// Tells the installation's owner of incidents by mail: each once, all that are new in one mail.
///
/// Incidents are claimed before their mail and noted as told after it; where the program dies between, they are told again. The mail
/// of the same incidents has the same id and the same bytes; that of others has another id, or mailboxes would drop it as known.
struct IncidentNotice: Sendable {
  let access: StoreAccess
  let channel: any Channel
  let address: String

  func tell() async throws {
    // The claim runs out by real time, however fast the installation's own goes.
    let incidents = try await access.store.claimUntold(at: try await access.store.clock().database)
    guard let part = notice(of: incidents) else { return }
    let outcome = await channel.send(try channel.compose(part), part)
    switch outcome {
    case .delivered, .failedPermanently, .uncertain:
      try await access.store.noteTold(incidents.map(\.number), at: try await access.now())
    case .failedTemporarily, .unavailable: break  // The claim runs out, and it is tried again.
    }
  }

  /// Nothing in it but what the incidents say.
  private func notice(of incidents: [IncidentRecord]) -> OutgoingPart? {
    guard let first = incidents.first, let date = incidents.map(\.openedAt).max() else { return nil }
    let lines = incidents.map { "#\($0.number)  \(access.times.minute($0.openedAt))  \($0.cause.rawValue)  \($0.subject)\n    \($0.text)" }
    let title = incidents.count == 1 ? first.text : "\(incidents.count) incidents, the first: \(first.text)"
    let recipient = Recipient(address: address)
    let name = "incident.\(first.number).\(Self.fingerprint(incidents.map(\.number)))"
    return OutgoingPart(
      id: name, messageID: "<\(name)@\(access.configuration.domain)>", date: date, recipient: recipient,
      body: .mail(
        MailBody(
          subject: "[\(access.configuration.installation)] \(title.prefix(150))",
          text: lines.joined(separator: "\n") + "\n\ntocsin incidents\ntocsin doctor\n", to: [recipient], importance: .high)))
  }

  /// Which incidents they are, in sixteen characters.
  private static func fingerprint(_ numbers: [Int64]) -> String {
    var hash = StableHash()
    hash.combine(numbers.map(String.init).joined(separator: " ").utf8)
    return hash.text
  }
}
