import CEL
import Calendar
import Channel
import Executor
import Store

/// Tells the installation's owner of incidents by mail: each once, all that are new in one mail.
///
/// An incident is claimed before its mail and noted as told after it; where the program dies between, it is told again.
struct IncidentNotice: Sendable {
  let access: StoreAccess
  let channel: any Channel
  let address: String

  func tell() async throws {
    let now = try await access.now()
    let incidents = try await access.store.claimUntold(at: now)
    guard let first = incidents.first else { return }
    let lines = incidents.map { "#\($0.number)  \(access.times.minute($0.openedAt))  \($0.cause.rawValue)  \($0.subject)\n    \($0.text)" }
    let title = incidents.count == 1 ? first.text : "\(incidents.count) incidents, the first: \(first.text)"
    let text = lines.joined(separator: "\n") + "\n\ntocsin incidents\ntocsin doctor\n"
    let recipient = Recipient(address: address)
    let part = OutgoingPart(
      id: "incident.\(first.number)", messageID: "<incident.\(first.number)@\(access.configuration.domain)>", date: now,
      recipient: recipient,
      body: .mail(
        MailBody(subject: "[\(access.configuration.installation)] \(title.prefix(150))", text: text, to: [recipient], importance: .high)))
    let outcome = await channel.send(try channel.compose(part), part)
    switch outcome {
    case .delivered, .failedPermanently, .uncertain: try await access.store.noteTold(incidents.map(\.number), at: now)
    case .failedTemporarily, .unavailable: break  // The claim runs out, and it is tried again.
    }
  }
}
