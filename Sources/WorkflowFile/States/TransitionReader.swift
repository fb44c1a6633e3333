import Workflow
import YAML

/// A transition in its three forms: the name of a state, a mapping, a list of these that are tried in order.
struct TransitionReader {
  let outline: Outline
  let reading: Reading

  /// - Parameter form: of this kind of transition, where it has keys beyond the others.
  func read(
    _ node: YAML.Node, from source: StateID, _ what: String, _ form: Form = WorkflowForms.transition
  ) -> [Draft.Transition] {
    guard !node.isNull else {
      reading.report(.missingKey, at: node, "\(what) says nothing", hint: "a state's name, or `{actions: […]}`")
      return []
    }
    return reading.list(node).compactMap { one($0, from: source, what, form) }
  }

  private func one(_ node: YAML.Node, from source: StateID, _ what: String, _ form: Form) -> Draft.Transition? {
    if node.scalar != nil {
      let target = target(node, from: source)
      return Draft.Transition(target: target, isTargetUnknown: target == nil, place: reading.place(node), range: node.range)
    }
    guard let fields = Fields(node, what, keys: form.names, reading) else { return nil }
    return transition(fields, from: source, what)
  }

  /// A transition that is spread over a mapping with other keys, as in `every`.
  func transition(_ fields: Fields, from source: StateID, _ what: String) -> Draft.Transition {
    var transition = Draft.Transition(place: reading.place(fields.start.start), range: fields.start)
    transition.target = fields["target"].flatMap { target($0, from: source) }
    transition.isTargetUnknown = fields["target"] != nil && transition.target == nil
    transition.reenters = fields["reenter"].flatMap { reading.boolean($0, "`reenter`") } ?? false
    transition.guardNode = fields["guard"]
    transition.actions = fields["actions"]
    transition.missed = fields["missed"]
    transition.spacing = fields["spacing"]
    transition.clock = fields["clock"]
    if transition.reenters, fields["target"] == nil, let key = fields.key("reenter") {
      reading.report(
        .excludedKey, at: key, "`reenter` without a `target` does nothing", hint: "name the state: `target: \(outline[source].name)`")
    }
    return transition
  }

  private func target(_ node: YAML.Node, from source: StateID) -> StateID? {
    TargetResolver(outline: outline, reading: reading).resolve(node, from: source)
  }
}
