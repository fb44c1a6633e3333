import CEL
import Calendar
import Machine
import Simulator
import Workflow

/// What is asked of an instance beside its state.
struct StateFacts {
  let expected: StateExpectation

  init(_ expected: StateExpectation) { self.expected = expected }

  /// Nil where it is as expected.
  func difference(to instance: Instance) -> String? {
    let open = instance.items.count(where: \.isOpen)
    let closed = instance.items.count - open
    if let wanted = expected.outcome, instance.outcome != wanted { return "its outcome is \(instance.outcome ?? "not there yet")" }
    if let wanted = expected.status, instance.status.rawValue != wanted { return "it is \(instance.status.rawValue)" }
    if let wanted = expected.open, wanted != open { return "\(open) of its rows are open" }
    if let wanted = expected.closed, wanted != closed { return "\(closed) of its rows are closed" }
    for field in expected.data where instance.data[field.name] != field.value {
      return "its \(field.name) is \(instance.data[field.name].map { JSON.write($0) } ?? "not there")"
    }
    return nil
  }

  /// `chasing.notified, items 3 open`
  var text: String {
    var parts = [expected.path ?? "any state"]
    if let outcome = expected.outcome { parts.append("outcome \(outcome)") }
    if let status = expected.status { parts.append(status) }
    if let open = expected.open { parts.append("\(open) rows open") }
    if let closed = expected.closed { parts.append("\(closed) rows closed") }
    parts += expected.data.map { "\($0.name) \(JSON.write($0.value))" }
    return parts.joined(separator: ", ")
  }
}

/// What is asked of a message.
struct MessageFacts {
  let expected: MessageExpectation

  init(_ expected: MessageExpectation) { self.expected = expected }

  /// Nil where it is as expected.
  func difference(to message: Happening.Message) -> String? {
    let channel = message.channel.split(separator: "/", maxSplits: 1).map(String.init)
    if let medium = expected.medium, channel.first != medium, message.channel != medium { return "it went by \(message.channel)" }
    if let room = expected.room, channel.last != room, message.channel != room { return "it went to \(message.channel)" }
    if message.status != expected.status {
      return "it is \(message.status)" + (message.reason.isEmpty ? "" : ": \(message.reason)")
    }
    if let wanted = expected.recipients, Set(wanted) != Set(message.recipients) {
      return "it went to \(message.recipients.joined(separator: ", "))"
    }
    if let wanted = expected.subject, wanted != message.title { return "its subject is “\(message.title)”" }
    for words in expected.contains where !message.text.contains(words) { return "“\(words)” is not in it" }
    for words in expected.lacks where message.text.contains(words) { return "“\(words)” is in it" }
    return nil
  }

  /// `email emsp/reminder → ana@x.example “…”`
  var text: String {
    var text = "\(expected.medium ?? "message") \(expected.template)"
    if let room = expected.room { text += " → \(room)" }
    if let recipients = expected.recipients { text += " → \(recipients.joined(separator: ", "))" }
    if let subject = expected.subject { text += " “\(subject)”" }
    if expected.status != "delivered" { text += " [\(expected.status)]" }
    return text
  }
}

extension Happening {
  /// In the words of an expectation.
  var text: String {
    switch kind {
    case .moved(let event, let from, let to): return "\(from.isEmpty ? "·" : from) → \(to) (\(event))"
    case .incident(_, let text): return "incident: \(text)"
    case .message(let message):
      let medium = message.channel.prefix { $0 != "/" }
      var text = "\(medium) \(message.template) → \(message.recipients.joined(separator: ", ")) “\(message.title)”"
      if message.status != "delivered" { text += " [\(message.status)\(message.reason.isEmpty ? "" : ": \(message.reason)")]" }
      return text
    }
  }
}
