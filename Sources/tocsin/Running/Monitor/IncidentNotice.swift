import CEL
import Calendar
import Channel
import Executor
import Machine
import PostgreSQL
import Store
import Workflow

/// Tells those who own the workflows of incidents by mail, and the installation's owner of what is nobody's: each once, all that are new
/// for somebody in one mail.
///
/// Incidents are claimed before their mail and noted as told after it; where the program dies between, they are told again. The mail
/// of the same incidents has the same id and the same bytes; that of others, or to another, has another id, or mailboxes would drop it as
/// known.
struct IncidentNotice: Sendable {
  let access: StoreAccess
  let channel: any Channel
  let owners: IncidentOwners

  func tell() async throws {
    // The claim runs out by real time, however fast the installation's own goes.
    let incidents = try await access.store.claimUntold(at: try await access.store.clock().database)
    guard !incidents.isEmpty else { return }
    let now = try await access.now()
    var mails: [String: [IncidentRecord]] = [:]
    for one in incidents {
      for address in try await owners.addresses(of: one, at: now) { mails[address, default: []].append(one) }
    }
    var waiting: Set<Int64> = []
    for (address, some) in mails.sorted(by: { $0.key < $1.key }) where try await !isTold(some, to: address) {
      waiting.formUnion(some.map(\.number))
    }
    // What could not be told waits until the claim runs out, and is tried again.
    let told = incidents.map(\.number).filter { !waiting.contains($0) }
    if !told.isEmpty { try await access.store.noteTold(told, at: now) }
  }

  private func isTold(_ incidents: [IncidentRecord], to address: String) async throws -> Bool {
    guard let part = notice(of: incidents, to: address) else { return true }
    switch await channel.send(try channel.compose(part), part) {
    case .delivered, .failedPermanently, .uncertain: return true
    case .failedTemporarily, .unavailable: return false
    }
  }

  /// Nothing in it but what the incidents say.
  private func notice(of incidents: [IncidentRecord], to address: String) -> OutgoingPart? {
    guard let first = incidents.first, let date = incidents.map(\.openedAt).max() else { return nil }
    let lines = incidents.map { "#\($0.number)  \(access.times.minute($0.openedAt))  \($0.cause.rawValue)  \($0.subject)\n    \($0.text)" }
    let title = incidents.count == 1 ? first.text : "\(incidents.count) incidents, the first: \(first.text)"
    let recipient = Recipient(address: address)
    let name = "incident.\(first.number).\(Self.fingerprint(incidents.map(\.number), address))"
    return OutgoingPart(
      id: name, messageID: "<\(name)@\(access.configuration.domain)>", date: date, recipient: recipient,
      body: .mail(
        MailBody(
          subject: "[\(access.configuration.installation)] \(title.prefix(150))",
          text: lines.joined(separator: "\n") + "\n\ntocsin incidents\ntocsin doctor\n", to: [recipient], importance: .high)))
  }

  /// Which incidents they are and who hears of them, in sixteen characters.
  private static func fingerprint(_ numbers: [Int64], _ address: String) -> String {
    var hash = StableHash()
    hash.combine((numbers.map(String.init) + [address]).joined(separator: " ").utf8)
    return hash.text
  }
}

/// Who hears of an incident: the owner of the instance's workflow, a start's too; where that names nobody, the installation's owner. What
/// is no instance's is for the installation's owner; where there is none, for the owners of all workflows.
struct IncidentOwners: Sendable {
  let store: any Store
  let shelf: DefinitionShelf
  let machine: Machine
  let live: @Sendable () -> Live
  /// Of the installation.
  let fallback: String?
  let complain: @Sendable (String) -> Void

  func addresses(of incident: IncidentRecord, at now: Instant) async throws -> [String] {
    var found: [String] = []
    if let id = incident.instance, let instance = try await store.instance(id) {
      found = try await owners(instance.hash, instance, at: now)
    } else if incident.instance == nil, fallback == nil {
      for current in try await store.workflows() { found += try await owners(current.hash, nil, at: now) }
    }
    if found.isEmpty { found = [fallback].compactMap(\.self) }
    return Set(found).sorted()
  }

  private func owners(_ hash: DefinitionHash, _ instance: Instance?, at now: Instant) async throws -> [String] {
    do {
      let definition = try await shelf.definition(hash).definition
      let empty = Instance(
        id: InstanceID(high: 0, low: 0), workflow: definition.name, key: "", run: 1, hash: hash, openedAt: now, input: .map(ValueMap()))
      // A start's own instance has no input to be read by its type.
      let typed = instance.map { (try? $0.typed(by: definition)) ?? $0 } ?? empty
      return try machine.owners(definition, typed, now: now, live: live())
    } catch let error as StoreError {
      throw error
    } catch {
      complain("! the owner of \(instance.map { "\($0.workflow)/\($0.key)" } ?? "a workflow") cannot be told: \(error)")
      return []
    }
  }
}
