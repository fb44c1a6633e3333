import CEL
import Calendar
import Executor
import Machine
package import Store
import Workflow

/// Looking ahead from the books of a living installation.
extension Simulation {
  /// Rows of each kind that are taken over; beyond it a forecast would leave something out, and says so.
  private static let rowsMax = 100_000

  /// Of so many who asked, the newest, what they were told last is read again; a schedule has one, and so has each instance.
  private static let askersMax = 5_000
  /// Steps between a question and its answer that are looked through.
  private static let stepsMax = 200

  /// Begins where another store stands: its definitions, instances, unread events and waiting messages. Reads only.
  /// - Parameter learns: questions are answered as they were the last time.
  /// - Returns: how many instances, schedules left out, were still under way.
  package func takeOver(_ live: any Store, learns: Bool = false) async throws -> Int {
    await store.startTimeLapse(at: now)
    _ = await store.installation(default: installation.name)
    for record in try await live.workflows() {
      guard let closure = try await live.closure(of: record.hash) else { continue }
      await store.takeOver(closure, as: record)
    }
    var known: Set<Workflow.DefinitionHash> = []
    var underWay = 0
    let instances = try await live.instances(InstanceFilter(includesSchedules: true, limit: Self.rowsMax))
    guard instances.count < Self.rowsMax else { throw SimulationError("more than \(Self.rowsMax) instances are too many to look ahead") }
    for instance in instances {
      if known.insert(instance.hash).inserted, let closure = try await live.closure(of: instance.hash) {
        await store.takeOver(closure, as: nil)
      }
      let inbox = instance.status.isEnded ? [] : try await live.inbox(of: instance.id)
      try await store.takeOver(instance, inbox: inbox)
      if !instance.status.isEnded, Schedule.number(ofKey: instance.key) == nil { underWay += 1 }
    }
    let waiting = try await live.parts(PartFilter(statuses: [.pending, .sending], messagesOnly: false, limit: Self.rowsMax))
    // What went out before decides what is a reply, and what `notWithin` holds back.
    let delivered = try await live.parts(PartFilter(statuses: [.delivered], limit: Self.rowsMax))
    for record in waiting + delivered {
      try await store.takeOver(record)
      if record.status != .pending { noteTakenOver(record.part.id) }
    }
    if learns { try await learn(from: live, instances) }
    return underWay
  }

  /// What each source said last to each instance that is under way, and to the newest that is not.
  private func learn(from live: any Store, _ instances: [Instance]) async throws {
    let asked = try await live.parts(PartFilter(statuses: [.delivered], messagesOnly: false, limit: Self.rowsMax))
    let underWay = Set(instances.lazy.filter { !$0.status.isEnded }.map(\.id))
    var known: Set<Pair> = []
    var ended: Set<String> = []
    // Newest first; of those that have ended, the newest of each workflow tells of the next.
    for record in asked.reversed() where known.count < Self.askersMax {
      guard record.part.channel.hasPrefix(ChannelName.source("")), let source = record.part.body["source"]?.string else { continue }
      let asker = record.part.effect.instance
      if !underWay.contains(asker), !ended.insert("\(record.workflow) \(source)").inserted { continue }
      guard known.insert(Pair(asker: asker, source: source)).inserted else { continue }
      guard let answer = try await answer(to: record, in: live) else { continue }
      answers.last.learn(source, answer)
    }
  }

  private struct Pair: Hashable {
    var asker: InstanceID
    var source: String
  }

  private func answer(to record: PartRecord, in live: any Store) async throws -> LastAnswers.Known? {
    let effect = record.part.effect
    for step in try await live.history(of: effect.instance, from: record.createdAt, limit: Self.stepsMax) {
      guard step.event["name"]?.string == StoredEventName.answered, let said = step.event["data"],
        said["effect"]?.string == effect.description, let data = said["data"]
      else { continue }
      return LastAnswers.Known(
        asker: effect.instance, input: record.part.body["input"] ?? .null, data: data,
        isComplete: said["complete"]?.bool ?? true, at: step.at)
    }
    return nil
  }
}
