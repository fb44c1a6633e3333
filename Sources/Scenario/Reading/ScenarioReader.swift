import CEL
import Calendar
package import Simulator
package import Workflow
import YAML

/// Reads files of scenarios against the installation whose workflows they try.
package struct ScenarioReader: Sendable {
  let installation: SimulatedInstallation

  package init(_ installation: SimulatedInstallation) { self.installation = installation }

  /// More in one file are more than one person can look through.
  private static let scenariosMax = 500

  /// - Parameters:
  ///   - path: as diagnostics call the file.
  ///   - name: without folder and suffix: `partner-ladder`.
  /// - Throws: all that is wrong with it.
  package func read(path: String, name: String, text: String) throws(Diagnostics) -> ScenarioFile {
    let reading = ScenarioReading(SourceText(file: path, text: text))
    let scenarios = reading.parse().map { read($0, name, reading) } ?? []
    let errors = reading.diagnostics.filter { $0.severity == .error }
    if !errors.isEmpty { throw Diagnostics(reading.diagnostics.sorted { $0.place < $1.place }) }
    return ScenarioFile(path: path, text: text, scenarios: scenarios, warnings: reading.diagnostics)
  }

  private func read(_ root: YAML.Node, _ name: String, _ reading: ScenarioReading) -> [Scenario] {
    guard let fields = ScenarioFields(root, "a file of scenarios", keys: ScenarioForms.file.names, reading) else { return [] }
    guard let node = fields["scenarios"] else {
      return [scenario(fields, name, reading)].compactMap { $0 }
    }
    guard let list = node.mapping, !list.isEmpty, list.count <= Self.scenariosMax else {
      reading.report(.wrongShape, at: node, "`scenarios` is a mapping of names to at most \(Self.scenariosMax) scenarios")
      return []
    }
    return list.entries.compactMap { entry in
      guard !entry.name.isEmpty, !entry.name.contains(where: { $0 == "/" || $0 == "#" || $0.isWhitespace }) else {
        reading.report(.badName, at: entry.key, "`\(entry.name)` cannot be a scenario's name", hint: "without spaces, `/` and `#`")
        return nil
      }
      guard let fields = ScenarioFields(entry.value, "a scenario", keys: ScenarioForms.scenario.names, over: root.mapping, reading) else {
        return nil
      }
      return scenario(fields, "\(name)/\(entry.name)", reading)
    }
  }

  private func scenario(_ fields: ScenarioFields, _ name: String, _ reading: ScenarioReading) -> Scenario? {
    guard let node = fields.required("workflow", hint: "workflow: emsp-partner-escalation"), let workflow = workflow(node, reading),
      let zone = zone(fields, workflow, reading)
    else { return nil }
    let times = ScenarioTimes(zone: zone, reading: reading)
    guard let fromNode = fields.required("from", hint: "from: 2026-06-16 09:00"), let from = times.time(fromNode, "`from`") else {
      return nil
    }
    var until = fields["until"].flatMap { times.time($0, "`until`") }
    if let end = until, end <= from, let node = fields["until"] {
      reading.report(.badScenarioTime, at: node, "`until` is not after `from`")
      until = nil
    }
    let beside = beside(fields, reading)
    let names = NameReader(workflow: workflow, installation: installation, reading: reading, beside: beside)
    let starts = StartsReader(names: names, times: times, reading: reading).read(fields["start"], from: from)
    if until == nil, starts.isScheduled, workflow.starts.contains(where: { if case .on = $0.trigger { false } else { true } }) {
      reading.report(
        .missingKey, at: fields.node, "this scenario needs `until`: the schedule of \(workflow.name) goes on for ever",
        hint: "until: 2026-07-01 00:00")
    }
    let onlyKey = starts.keys.count == 1 ? starts.keys.first : nil
    let events = DeedReader(names: names, times: times, reading: reading, onlyKey: onlyKey).read(fields["events"])
    let expectations = ExpectationReader(names: names, times: times, reading: reading).read(fields["expect"])
    check(expectations.map { ($0.at, $0.place) }, from, until, reading)
    return Scenario(
      name: name, description: fields.text("description"), workflow: workflow.name, zone: zone, from: from, until: until,
      seed: UInt64(fields.int("seed") ?? 0), isScheduled: starts.isScheduled, beside: beside, deeds: starts.deeds + events,
      sources: AnswerReader(names: names, times: times, reading: reading).read(fields.layers("sources")),
      channels: TroubleReader(names: names, times: times, reading: reading).read(fields.layers("channels")),
      settings: fields["settings"]?.value.map ?? ValueMap(), expectations: expectations, isExact: isExact(fields, reading),
      place: reading.place(reading.start(of: fields.node).start))
  }

  private func workflow(_ node: YAML.Node, _ reading: ScenarioReading) -> Workflow.Definition? {
    guard let name = node.text, let found = installation.workflow(name) else {
      let names = installation.workflows.map(\.definition.name)
      reading.report(
        .unknownWorkflow, at: node, "there is no workflow `\(node.text ?? node.kindName)`",
        hint: CEL.Spelling.hint(node.text ?? "", among: names) ?? "there are \(names.map { "`\($0)`" }.joined(separator: ", "))")
      return nil
    }
    return found.definition
  }

  private func beside(_ fields: ScenarioFields, _ reading: ScenarioReading) -> [String] {
    guard let node = fields["beside"] else { return [] }
    return (node.sequence ?? [node]).compactMap { self.workflow($0, reading)?.name }
  }

  private func zone(_ fields: ScenarioFields, _ workflow: Workflow.Definition, _ reading: ScenarioReading) -> Calendar.Zone? {
    guard let node = fields["timezone"] else { return workflow.zone }
    do {
      return try Calendar.Zone(node.text ?? "")
    } catch {
      reading.report(.unknownZone, at: node, "`timezone`: `\(error.text)` \(error.problem)", hint: error.hint)
      return nil
    }
  }

  private func isExact(_ fields: ScenarioFields, _ reading: ScenarioReading) -> Bool {
    guard let node = fields["otherwise"] else { return false }
    switch node.text {
    case "nothing": return true
    case "anything": return false
    default:
      reading.report(.unknownWord, at: node, "`otherwise` is `nothing` or `anything`")
      return false
    }
  }

  private func check(_ times: [(at: Instant, place: Workflow.Place)], _ from: Instant, _ until: Instant?, _ reading: ScenarioReading) {
    for (at, place) in times where at < from || until.map({ at > $0 }) == true {
      reading.report(
        Diagnostic(.badScenarioTime, place: place, message: "this lies outside of the scenario, between `from` and `until`"))
    }
  }
}
