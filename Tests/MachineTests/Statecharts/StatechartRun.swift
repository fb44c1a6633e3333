import CEL
import Calendar
import Machine
import Workflow

/// One SCXML test: the machine, an external queue, a clock of its own.
struct StatechartRun {
  private let definition: Workflow.Definition
  private let machine = Machine(installation: "test", precedence: .always)
  private var instance: Instance
  private var sent: [(at: Int, event: String, id: String)] = []
  private var milliseconds = 0

  init(_ machine: Value) throws {
    definition = try StatechartTranslation.definition(of: machine)
    instance = Instance(
      id: InstanceID(high: 0, low: 1), workflow: "statechart", key: "k", run: 1, hash: definition.hash, openedAt: .epoch,
      input: .map(ValueMap()))
  }

  /// What went otherwise than the script says; nil where nothing did.
  mutating func play(_ script: Value) throws -> String? {
    try step(.started(items: nil))
    try deliver(until: milliseconds)
    if let difference = difference("at first", script["initial"]) { return difference }
    for (number, line) in (script["steps"]?.list ?? []).enumerated() {
      milliseconds += Int(line["after_ms"]?.int ?? 0)
      try deliver(until: milliseconds)
      let name = line["event"]?["name"]?.string ?? ""
      try step(.occurred(name: name, data: .map(ValueMap()), by: nil))
      try deliver(until: milliseconds)
      if let difference = difference("after step \(number + 1), \(name)", line["expect"]) { return difference }
    }
    return nil
  }

  private mutating func step(_ event: Event) throws {
    let now = Instant.epoch.adding(microseconds: Int64(milliseconds) * 1000)
    let live = Live(contacts: .null, settings: .null)
    let step = try machine.step(definition, instance, event, Moment(now: now, wall: now), live)
    instance = step.instance
    for effect in step.effects {
      guard case .log(let line) = effect.kind else { continue }
      let words = line.split(separator: " ").map(String.init)
      switch words.first {
      case "send": sent.append((milliseconds + (Int(words[2]) ?? 0), words[1], words.count > 3 ? words[3] : "-"))
      case "cancel": sent.removeAll { $0.id == words.dropFirst().first && $0.id != "-" }
      default: break
      }
    }
  }

  /// Delivers what was sent and is due by then, in order of time, then of sending.
  private mutating func deliver(until end: Int) throws {
    while let next = sent.indices.min(by: { (sent[$0].at, $0) < (sent[$1].at, $1) }), sent[next].at <= end {
      let event = sent.remove(at: next).event
      try step(.occurred(name: event, data: .map(ValueMap()), by: nil))
    }
  }

  private func difference(_ when: String, _ expected: Value?) -> String? {
    let stands = instance.state.split(separator: " ").map { String($0.split(separator: ".").last ?? "") }.sorted()
    let should = (expected?.list ?? []).map { StatechartTranslation.name($0.string ?? "") }.sorted()
    return stands == should ? nil : "\(when): stands in \(stands), not in \(should)"
  }
}
