import CEL
import Calendar
import Simulator
import Workflow
import YAML

/// Names that a scenario takes from its workflow: instances, states, events, messages. What the workflow does not have is reported
/// with what was probably meant.
struct NameReader {
  let workflow: Workflow.Definition
  let installation: SimulatedInstallation
  let reading: ScenarioReading
  /// Other workflows that run in the same scenario.
  var beside: [String] = []

  /// `KEY`, or `WORKFLOW/KEY` where the word before the slash is a workflow.
  func instance(_ node: YAML.Node) -> InstanceName? {
    guard let text = node.text, !text.isEmpty else {
      reading.report(.wrongShape, at: node, "an instance is named by its key, not by \(node.kindName)")
      return nil
    }
    if let slash = text.firstIndex(of: "/"), installation.workflow(String(text[..<slash])) != nil {
      return InstanceName(workflow: String(text[..<slash]), key: String(text[text.index(after: slash)...]))
    }
    return InstanceName(workflow: workflow.name, key: text)
  }

  func definition(of instance: InstanceName?) -> Workflow.Definition {
    instance.flatMap { installation.workflow($0.workflow)?.definition } ?? workflow
  }

  func check(state path: String, of instance: InstanceName?, at node: YAML.Node) {
    let definition = definition(of: instance)
    for part in path.split(separator: " ").map(String.init) where definition.state(at: part) == nil {
      let paths = definition.states.map(\.path).filter { !$0.isEmpty }
      let ending = paths.first { $0.hasSuffix(".\(part)") }
      reading.report(
        .unknownState, at: node, "\(definition.name) has no state `\(part)`",
        hint: ending.map { "its whole path is `\($0)`" } ?? CEL.Spelling.hint(part, among: paths))
    }
  }

  /// An event that nothing handles may be tried on purpose, so it is a warning.
  func check(event name: String, to instance: InstanceName, at node: YAML.Node) {
    guard let definition = installation.workflow(instance.workflow)?.definition else { return }
    let handled = Set(definition.states.flatMap { $0.on.map(\.event) } + definition.events.keys + ["redrive", "replied"])
    if handled.contains(name) || handled.contains("*") || handled.contains(where: { $0.hasSuffix(".*") }) { return }
    reading.report(
      .unknownEvent, .warning, at: node, "no state of \(definition.name) handles `\(name)`",
      hint: CEL.Spelling.hint(name, among: handled.sorted()))
  }

  func check(template: String, of instance: InstanceName?, at node: YAML.Node) {
    let definitions =
      instance.map { [definition(of: $0)] } ?? ([workflow.name] + beside).flatMap { installation.family(of: $0) }.map(\.definition)
    let templates = Set(definitions.flatMap(\.messages).map(\.template))
    if templates.contains(template) { return }
    reading.report(
      .unknownMessage, at: node, "\(definitions.count == 1 ? definitions[0].name : workflow.name) sends no message `\(template)`",
      hint: CEL.Spelling.hint(template, among: templates.sorted())
        ?? "it sends \(templates.sorted().map { "`\($0)`" }.joined(separator: ", "))")
  }

  var questions: Set<String> {
    Set(installation.sources.keys).union(installation.workflows.flatMap(\.definition.questions))
  }
}

extension MessageSpec {
  /// The mail or card that it is made of.
  var template: String {
    switch medium {
    case .email(let email): email.template
    case .teams(let teams): teams.card
    }
  }
}
