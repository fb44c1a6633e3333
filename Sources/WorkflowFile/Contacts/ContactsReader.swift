package import CEL
package import Workflow
import YAML

/// Everybody whom workflows can write to: the value of `contacts` in expressions, and its type.
package struct Contacts: Sendable {
  package var value: Value
  package var type: ContactsType
}

/// Reads `contacts.yaml`: roles, and partners with their people and whom these report to.
package struct ContactsReader: Sendable {
  /// More people than any settlement desk writes to.
  private static let partnersMax = 5_000

  package init() {}

  package func read(path: String, text: String) throws(Diagnostics) -> Contacts {
    let reading = Reading(SourceText(file: path, text: text))
    let contacts = reading.parse().flatMap { self.contacts($0, reading) }
    guard let contacts, !reading.hasErrors else { throw Diagnostics(reading.diagnostics.sorted { $0.place < $1.place }) }
    return contacts
  }

  private func contacts(_ root: YAML.Node, _ reading: Reading) -> Contacts? {
    guard let fields = Fields(root, CompanionForms.contacts, reading) else { return nil }
    let people = ContactReader(reading: reading)
    var value = ValueMap()
    var roles: [ContactsType.Role] = []
    for entry in reading.entries(fields["roles"], "`roles`") {
      guard let name = role(entry.key, reading) else { continue }
      let isList = entry.value.sequence != nil
      guard let found = isList ? people.list(entry.value) : people.one(entry.value) else { continue }
      value[name] = found
      roles.append(.init(name: name, isList: isList))
    }
    var partners = ValueMap()
    let entries = reading.entries(fields["partners"], "`partners`")
    if entries.count > Self.partnersMax { reading.report(.tooMuch, at: fields.start, "more than \(Self.partnersMax) partners") }
    for entry in entries.prefix(Self.partnersMax) {
      if let partner = partner(entry, people, reading) { partners[entry.name] = partner }
    }
    value[ContactsType.partnersKey] = .map(partners)
    let rotations = rotations(fields["rotations"], value, roles, reading)
    if !rotations.isEmpty {
      value[ContactsType.rotationsKey] = .map(
        ValueMap(uniqueKeys: rotations.map { .string($0.name) }, values: rotations.map(\.rotation.value)))
    }
    let types = rotations.map { ContactsType.Rotation(name: $0.name, layers: $0.rotation.layers.count) }
    return Contacts(value: .map(value), type: ContactsType(roles: roles, rotations: types))
  }

  /// More teams than a company has.
  private static let rotationsMax = 200

  private func rotations(
    _ node: YAML.Node?, _ value: ValueMap, _ roles: [ContactsType.Role], _ reading: Reading
  ) -> [(name: String, rotation: Rotation)] {
    var people = ValueMap()
    for role in roles where !role.isList { people[role.name] = value[role.name] }
    let reader = RotationReader(people: people, reading: reading)
    let entries = reading.entries(node, "`rotations`")
    if entries.count > Self.rotationsMax, let node { reading.report(.tooMuch, at: node.range, "more than \(Self.rotationsMax) rotations") }
    return entries.prefix(Self.rotationsMax).compactMap { entry in
      guard let name = reading.name(entry.key, "the name of a rotation"), let rotation = reader.read(entry.value) else { return nil }
      return (name, rotation)
    }
  }

  private func role(_ key: YAML.Node, _ reading: Reading) -> String? {
    let name = key.text ?? ""
    guard Reading.isIdentifier(name), !["of", "manager", "onCall"].contains(name) else {
      reading.report(
        .badName, at: key, "`\(name)` cannot be the name of a role", hint: "expressions say `contacts.NAME`: letters, digits and `_`")
      return nil
    }
    return name
  }

  private func partner(_ entry: YAML.Mapping.Entry, _ people: ContactReader, _ reading: Reading) -> Value? {
    guard let fields = Fields(entry.value, CompanionForms.partner, reading) else { return nil }
    var partner = ValueMap()
    if let node = fields.required("contacts", hint: "contacts: [{name: Ana, email: ana@partner.example}]") {
      partner["contacts"] = people.list(node) ?? .list([])
    }
    if let node = fields["manager"], let manager = people.one(node) { partner["manager"] = manager }
    return .map(partner)
  }
}
