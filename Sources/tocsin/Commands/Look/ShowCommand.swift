import CEL
import Calendar
import Machine
import PostgreSQL
import Refresh
import Store

extension Command {
  static let show = Command(
    name: "show", summary: "Show an instance's master file: state, data, rows, timers, messages.",
    arguments: [Argument(name: "WORKFLOW/KEY", help: "The instance.")],
    run: { call in
      let address = try Address(call.required(0))
      return try await call.withStore { access in
        let found = try await address.find(in: access.store)
        let instance = try await access.store.instance(found.id) ?? found
        let parts = try await access.store.parts(PartFilter(instance: instance.id))
        let incidents = try await access.store.incidents(openOnly: true).filter { $0.instance == instance.id }
        let refreshes = try await access.refreshes(askedBy: instance)
        let file = MasterFile(instance: instance, parts: parts, incidents: incidents, refreshes: refreshes)
        if call.isJSON {
          call.terminal.write(JSON.write(file.json))
        } else {
          file.show(call.terminal, access.times)
        }
        return instance.status == .faulted || !incidents.isEmpty ? .trouble : .success
      }
    })
}

/// The durable record of an instance, as it is shown.
struct MasterFile {
  var instance: Instance
  var parts: [PartRecord]
  var incidents: [IncidentRecord]
  /// Runs that open questions asked for.
  var refreshes: [RefreshRun] = []

  func show(_ terminal: Terminal, _ times: TimeText) {
    head(terminal, times)
    if !incidents.isEmpty { section("Incidents", incidents.map { "#\($0.number) \($0.text)" }, terminal) }
    section("Input", fields(instance.input), terminal)
    section("Data", fields(instance.data), terminal)
    section("Timers", instance.timers.map { "due \(times.minute($0.due))" }, terminal)
    section("Waits for", instance.invocations.map { "an answer to \($0.effect), asked \(times.minute($0.askedAt))" }, terminal)
    section("Refresh", refreshes.map { "\($0.refresh): \($0.words(times))" }, terminal)
    items(terminal, times)
    children(terminal)
    messages(terminal, times)
  }

  private func head(_ terminal: Terminal, _ times: TimeText) {
    let name = Table.safe("\(instance.workflow)/\(instance.key)")
    let outcome = instance.outcome.map { ", outcome \($0)" } ?? ""
    terminal.write(terminal.styled(name, .bold) + "  \(instance.status.rawValue) in \(instance.state)\(outcome)")
    terminal.write(
      "opened \(times.minute(instance.openedAt)), step \(instance.step) at \(times.minute(instance.now)), id \(instance.id)")
    for active in instance.configuration {
      terminal.write("  \(active.path) since \(times.minute(active.enteredAt))")
    }
  }

  private func section(_ title: String, _ lines: [String], _ terminal: Terminal) {
    guard !lines.isEmpty else { return }
    terminal.write("\n" + terminal.styled(title, .bold))
    for line in lines { terminal.write("  " + Table.safe(line)) }
  }

  private func fields(_ value: Value) -> [String] {
    guard let map = value.map else { return [] }
    return map.map { "\($0.text): \(JSON.write($1))" }
  }

  private func items(_ terminal: Terminal, _ times: TimeText) {
    guard !instance.items.isEmpty else { return }
    let open = instance.items.filter(\.isOpen).count
    terminal.write("\n" + terminal.styled("Rows: \(open) open of \(instance.items.count)", .bold))
    var table = Table("ID", "OPEN", "SINCE", "CLOSED", "FIELDS")
    for item in instance.items {
      table.add(
        item.id, item.isOpen ? "open" : "closed", times.minute(item.openedAt), times.minute(item.closedAt),
        String(JSON.write(.map(item.fields)).prefix(80)))
    }
    for line in table.lines(terminal) { terminal.write("  " + line) }
  }

  private func children(_ terminal: Terminal) {
    guard !instance.children.isEmpty else { return }
    var table = Table("CHILD", "STATUS", "OUTCOME", "OPEN", "CLOSED")
    for child in instance.children {
      table.add("\(child.workflow)/\(child.key)", child.status.rawValue, child.outcome ?? "", "\(child.open)", "\(child.closed)")
    }
    terminal.write("\n" + terminal.styled("Children", .bold))
    for line in table.lines(terminal) { terminal.write("  " + line) }
  }

  private func messages(_ terminal: Terminal, _ times: TimeText) {
    guard !parts.isEmpty else { return }
    terminal.write("\n" + terminal.styled("Messages", .bold))
    for line in MessageList.table(parts, times).lines(terminal) { terminal.write("  " + line) }
  }
}

extension MasterFile {
  var json: Value {
    guard var fields = instance.summary.map else { return instance.summary }
    fields["input"] = instance.input
    fields["data"] = instance.data
    fields["items"] = .list(instance.items.map(\.json))
    fields["timers"] = .list(instance.timers.map { ["due": .string($0.due.description)] })
    fields["children"] = .list(
      instance.children.map {
        [
          "workflow": .string($0.workflow), "key": .string($0.key), "status": .string($0.status.rawValue),
          "outcome": $0.outcome.map { .string($0) } ?? .null,
        ]
      })
    fields["messages"] = .list(parts.map(\.json))
    fields["incidents"] = .list(incidents.map(\.json))
    if !refreshes.isEmpty { fields["refreshes"] = .list(refreshes.map(\.json)) }
    return .map(fields)
  }
}

extension Item {
  var json: Value {
    var all: ValueMap = ["id": .string(id), "open": .bool(isOpen), "openedAt": .string(openedAt.description)]
    if let closedAt { all["closedAt"] = .string(closedAt.description) }
    for (key, value) in fields { all[key] = value }
    return .map(all)
  }
}

extension StoreAccess {
  /// How far what an instance waits for is, where that is a refresh.
  func refreshes(askedBy instance: Instance) async throws -> [RefreshRun] {
    guard !instance.invocations.isEmpty else { return [] }
    let pool = ConnectionPool(target, size: 1)
    do {
      let runs = try await RefreshBooks(pool).runs(askedBy: instance.invocations.map(\.effect.description))
      await pool.close()
      return runs
    } catch {
      await pool.close()
      throw error
    }
  }
}
