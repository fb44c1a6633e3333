import CEL
import Calendar
import Machine
import Workflow
import WorkflowFile

extension Command {
  static let contacts = Command(
    name: "contacts", summary: "Say who stands behind a role, a partner or a rotation, now or at a time.",
    discussion: """
      tocsin contacts who support --at 2026-06-08T09:00:00Z says who is called first, who when the first does not answer, and until when.
      Without NAME all roles and rotations are listed. Needs no database.
      """,
    arguments: [
      Argument(name: "who", help: "What is asked.", choices: ["who"]),
      Argument(name: "NAME", help: "A role, a partner or a rotation of the contacts.", isOptional: true),
    ],
    options: [Option(name: "--at", value: "TIME", help: "Then instead of now: 2026-06-08T09:00:00Z.")],
    run: { call in
      guard try call.required(0) == "who" else {
        throw UsageError("contacts answers `who`, not “\(try call.required(0))”.", hint: "tocsin contacts who support")
      }
      let files = try InstallationFiles(directory: call.directory, configuration: try call.configuration())
      let at = try call.options["--at"].map { try Instant(parsing: $0) } ?? SystemClock().now()
      let times = TimeText(zone: try Zone(files.configuration.timezone))
      let entries = try WhoIsWho(contacts: files.contacts.value, types: files.contacts.type).entries(call.argument(1), at: at)
      if call.isJSON {
        call.terminal.write(JSON.write(.list(entries.map(\.json))))
      } else {
        if call.argument(1) != nil { call.terminal.write(WhoIsWho.answer(entries, times)) }
        var table = Table("NAME", "PERSON", "ADDRESS", "SINCE", "UNTIL", "")
        for entry in entries {
          table.add(
            entry.name, entry.person["name"]?.string ?? "nobody", entry.person["email"]?.string ?? "", times.minute(entry.turn?.begins),
            times.minute(entry.turn?.ends), entry.turn?.isOverride == true ? "overrides the regular turn" : "")
        }
        for line in table.lines(call.terminal) { call.terminal.write(line) }
      }
      return .success
    })
}

/// Who stands behind names of the contacts.
struct WhoIsWho {
  let contacts: Value
  let types: Workflow.ContactsType

  struct Entry {
    /// With its layer, where it is of a rotation: `support 1`.
    var name: String
    /// Null where nobody is.
    var person: Value
    var turn: Rotation.Turn?

    var json: Value {
      var fields: ValueMap = ["name": .string(name), "person": person]
      if let turn {
        fields["since"] = .string(turn.begins.description)
        fields["until"] = .string(turn.ends.description)
        fields["override"] = .bool(turn.isOverride)
      }
      return .map(fields)
    }
  }

  /// Who is called, in one line: `Ana, until 2026-06-10 09:00; then Ben`.
  static func answer(_ entries: [Entry], _ times: TimeText) -> String {
    let people = entries.map { entry in
      let name = entry.person["name"]?.string ?? entry.person["email"]?.string ?? "nobody"
      return Table.safe(name) + (entry.turn.map { " until \(times.minute($0.ends))" } ?? "")
    }
    return people.isEmpty ? "Nobody." : people.joined(separator: entries.contains { $0.turn != nil } ? ", then " : ", ") + "."
  }

  /// All roles and rotations where no name is given.
  func entries(_ name: String?, at now: Instant) throws(UsageError) -> [Entry] {
    let roles = types.roles.map(\.name)
    let rotations = types.rotations.map(\.name)
    guard let name else {
      return roles.flatMap { people($0, contacts[$0]) } + rotations.flatMap { rotation($0, at: now) }
    }
    if rotations.contains(name) { return rotation(name, at: now) }
    if roles.contains(name) { return people(name, contacts[name]) }
    if let partner = contacts[Workflow.ContactsType.partnersKey]?[name] {
      return people(name, partner["contacts"]) + people("\(name)'s manager", partner["manager"])
    }
    let partners = contacts[Workflow.ContactsType.partnersKey]?.map?.keys.map(\.text) ?? []
    let near = Spelling.nearest(name, among: roles + rotations + partners)
    throw UsageError(
      "There is no role, rotation or partner \(name).", hint: near.map { "Did you mean \($0)?" } ?? "tocsin contacts who lists them")
  }

  private func people(_ name: String, _ value: Value?) -> [Entry] {
    guard let value else { return [] }
    return (value.list ?? [value]).map { Entry(name: name, person: $0) }
  }

  private func rotation(_ name: String, at now: Instant) -> [Entry] {
    guard let rotation = contacts[Workflow.ContactsType.rotationsKey]?[name].flatMap({ Rotation($0) }) else { return [] }
    return rotation.layers.indices.map { index in
      let turn = rotation.turn(layer: index + 1, at: now)
      return Entry(name: "\(name) \(index + 1)", person: turn?.person ?? .null, turn: turn)
    }
  }
}
