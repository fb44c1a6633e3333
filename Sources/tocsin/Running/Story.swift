import CEL
import Calendar
import Foundation
import Machine
import Store
import YAML

/// Events that are known ahead: what people will do in a demonstration, and when.
///
/// `events: [{at: TIME, to: WORKFLOW/KEY, event: NAME, by: WHO, data: {…}}]`
struct Story {
  private struct Line {
    var at: Instant
    var to: Address
    var event: String
    var by: String
    var data: ValueMap
  }

  private var lines: [Line]

  init(file: URL) throws {
    let root = try YAML.parse(try String(contentsOf: file, encoding: .utf8), file: file.lastPathComponent)
    guard let events = root["events"]?.sequence else {
      throw UsageError("\(file.lastPathComponent) tells no story: it has no list `events`.")
    }
    lines = try events.map { node in
      guard let at = node["at"]?.text, let to = node["to"]?.text, let event = node["event"]?.text else {
        throw UsageError("\(file.lastPathComponent):\(node.start.line): an event has `at`, `to` and `event`.")
      }
      var data = ValueMap()
      for entry in node["data"]?.mapping?.entries ?? [] {
        data[entry.name] = .string(entry.value.text ?? "")
      }
      return Line(
        at: try Instant(parsing: at), to: try Address(to), event: event, by: node["by"]?.text ?? "somebody", data: data)
    }
  }

  /// Writes all of it into inboxes; again is harmless, for each line has its key.
  func tell(to store: any InboxStore, installation: String) async throws {
    for (number, line) in lines.enumerated() {
      let id = InstanceID(installation: installation, workflow: line.to.workflow, key: line.to.key, run: 1)
      _ = try await store.append(
        InboxEvent(
          instance: id, key: "story/\(number)", at: line.at,
          event: .occurred(name: line.event, data: .map(line.data), by: line.by)))
    }
  }
}
