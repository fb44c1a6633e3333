import CEL
import Calendar
import Machine
import Workflow

extension Chart {
  /// The W3C's exchange format. Guards are CEL; delays that a calendar decides, and what a message is made of, stand in attributes
  /// of our own namespace.
  package var scxml: String {
    let root = definition[Workflow.Definition.root]
    var attributes = " name=\"\(Self.escaped(definition.name))\" datamodel=\"cel\""
    if case .compound(let initial) = root.kind { attributes += " initial=\"\(id(initial))\"" }
    let space = "xmlns=\"http://www.w3.org/2005/07/scxml\" xmlns:tocsin=\"https://tocsin.example/scxml\""
    return
      (["<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<scxml \(space) version=\"1.0\"\(attributes)>"] + body(root, "  ") + ["</scxml>"])
      .joined(separator: "\n") + "\n"
  }

  private func element(_ node: StateNode, _ space: String) -> [String] {
    let next = space + "  "
    switch node.kind {
    case .atomic: return ["\(space)<state id=\"\(id(node.id))\">"] + body(node, next) + ["\(space)</state>"]
    case .compound(let initial):
      return ["\(space)<state id=\"\(id(node.id))\" initial=\"\(id(initial))\">"] + body(node, next) + ["\(space)</state>"]
    case .parallel: return ["\(space)<parallel id=\"\(id(node.id))\">"] + body(node, next) + ["\(space)</parallel>"]
    case .final(let outcome):
      let told = outcome.map { " tocsin:outcome=\"\(Self.escaped($0))\"" } ?? ""
      return ["\(space)<final id=\"\(id(node.id))\"\(told)>"] + body(node, next) + ["\(space)</final>"]
    case .history(let isDeep, let fallback):
      let target = fallback.map { "\(next)<transition target=\"\(id($0))\"/>" }
      return ["\(space)<history id=\"\(id(node.id))\" type=\"\(isDeep ? "deep" : "shallow")\">"] + [target].compactMap { $0 }
        + ["\(space)</history>"]
    }
  }

  private func body(_ node: StateNode, _ space: String) -> [String] {
    let next = space + "  "
    let timers = node.timers.enumerated().map { (name: "time.\(id(node.id)).\($0.offset)", spec: $0.element) }
    let entry = timers.map { send($0.name, $0.spec, next) } + actions(node.entry, next)
    let exit = timers.map { "\(next)<cancel sendid=\"\($0.name)\"/>" } + actions(node.exit, next)
    var lines = entry.isEmpty ? [] : ["\(space)<onentry>"] + entry + ["\(space)</onentry>"]
    if !exit.isEmpty { lines += ["\(space)<onexit>"] + exit + ["\(space)</onexit>"] }
    for (number, question) in node.invocations.enumerated() {
      lines.append("\(space)<invoke id=\"ask.\(id(node.id)).\(number)\" type=\"tocsin:source\" src=\"\(Self.escaped(question.source))\"/>")
      lines += question.onDone.flatMap { transition("done.invoke.ask.\(id(node.id)).\(number)", $0, space) }
      lines += question.onError.flatMap { transition("error.ask.\(id(node.id)).\(number)", $0, space) }
    }
    lines += node.on.flatMap { group in
      group.transitions.flatMap {
        transition(group.event.hasPrefix("done.") ? "done.state." + group.event.dropFirst(5) : group.event, $0, space)
      }
    }
    lines += timers.flatMap { timer in timer.spec.transitions.flatMap { transition(timer.name, $0, space) } }
    lines += node.always.flatMap { transition(nil, $0, space) }
    return lines + node.children.flatMap { element(definition[$0], space) }
  }

  private func send(_ name: String, _ timer: TimerSpec, _ space: String) -> String {
    var delay = " tocsin:\(Self.escaped(timer.schedule.words.split(separator: " ").first.map(String.init) ?? "at"))"
    delay += "=\"\(Self.escaped(timer.schedule.words.split(separator: " ").dropFirst().joined(separator: " ")))\""
    if case .after(.span(let span)) = timer.schedule, span.months == 0, span.days == 0 {
      delay += " delay=\"\(span.microseconds / 1_000_000)s\""
    }
    return "\(space)<send id=\"\(name)\" event=\"\(name)\"\(delay)/>"
  }

  private func transition(_ event: String?, _ transition: Transition, _ space: String) -> [String] {
    var attributes = event.map { " event=\"\(Self.escaped($0))\"" } ?? ""
    if let condition = transition.guardExpression { attributes += " cond=\"\(Self.escaped(condition.source))\"" }
    if !transition.targets.isEmpty {
      attributes += " target=\"\(transition.targets.map(id).joined(separator: " "))\"\(transition.reenters ? "" : " type=\"internal\"")"
    }
    let inner = actions(transition.actions, space + "  ")
    guard !inner.isEmpty else { return ["\(space)<transition\(attributes)/>"] }
    return ["\(space)<transition\(attributes)>"] + inner + ["\(space)</transition>"]
  }

  private func actions(_ actions: [Action], _ space: String) -> [String] {
    actions.flatMap { action -> [String] in
      switch action.kind {
      case .raise(let event, _): return ["\(space)<raise event=\"\(Self.escaped(event))\"/>"]
      case .append(let table, _): return ["\(space)<!-- append \(Self.escaped(table)) -->"]
      case .log(let text): return ["\(space)<log expr=\"\(Self.escaped(Self.words(text)))\"/>"]
      case .assign(let pairs):
        return pairs.map { "\(space)<assign location=\"data.\($0.name)\" expr=\"\(Self.escaped($0.value.source))\"/>" }
      case .items(let rows): return ["\(space)<assign location=\"items\" expr=\"\(Self.escaped(rows.source))\"/>"]
      case .message(let id): return ["\(space)<send type=\"tocsin:message\" event=\"\(Self.escaped(template(id)))\"/>"]
      case .start(let start): return ["\(space)<send type=\"tocsin:start\" event=\"\(Self.escaped(start.workflow))\"/>"]
      case .forEach(let variable, let list, _, let inner):
        return ["\(space)<foreach array=\"\(Self.escaped(list.source))\" item=\"\(variable)\">"] + self.actions(inner, space + "  ")
          + ["\(space)</foreach>"]
      }
    }
  }

  private func template(_ id: MessageID) -> String {
    switch definition.messages[id.number].medium {
    case .email(let email): email.template
    case .teams(let teams): teams.card
    }
  }

  private static func words(_ text: Text) -> String {
    text.parts.map { part in
      switch part {
      case .literal(let words): words
      case .value(let expression): "${\(expression.source)}"
      }
    }.joined()
  }

  /// The path, whose dots an id may have.
  private func id(_ state: StateID) -> String { path(state) }
}
