package import CEL
import Calendar

/// `contacts.of(partner)`, `contacts.manager(partner)` and `contacts.onCall(rotation, layer)`: they read the value of `contacts` as it
/// stands when they are called.
package enum ContactFunctions {
  package static let table = FunctionTable("contacts", [of, manager, onCall])

  private static let contacts = CELType.object(ContactsType.typeName)
  private static let contact = CELType.object(StandardTypes.contact.name)

  private static let of = Function(
    "of",
    doc: "The people of a partner, by its name in contacts.yaml. Nobody where the partner is not there: a mail to nobody is an incident.",
    example: #"contacts.of("Amperia").map(c, c.email) == ["roaming@amperia.example"]"#,
    [
      Overload("contacts_of_string", [contacts, .string], .list(contact), isReceiver: true) { arguments in
        partner(arguments)?["contacts"] ?? .list([])
      }
    ])

  private static let manager = Function(
    "manager",
    doc: "Who a partner's people report to; null where the partner names nobody.",
    example: #"contacts.manager("Amperia").name == "Ines Faber""#,
    [
      Overload("contacts_manager_string", [contacts, .string], contact, isReceiver: true) { arguments in
        partner(arguments)?["manager"] ?? .null
      }
    ])

  private static let onCall = Function(
    "onCall",
    doc:
      "Who is on call in a layer of a rotation (1 where it is not said), now or at a time. Null before the layer's first hand-over: a mail to nobody is an incident.",
    example: #"contacts.onCall("support", 1, timestamp("2026-01-05T12:00:00Z")).name == "Ana""#,
    [
      Overload("contacts_onCall_string", [contacts, .string], contact, isReceiver: true) { person(on: $0) },
      Overload("contacts_onCall_string_int", [contacts, .string, .int], contact, isReceiver: true) { person(on: $0) },
      Overload("contacts_onCall_string_int_timestamp", [contacts, .string, .int, .timestamp], contact, isReceiver: true) { person(on: $0) },
    ])

  private static func person(on arguments: [Value]) -> Value {
    guard arguments.count >= 2, let name = arguments[1].string,
      let rotation = arguments[0][ContactsType.rotationsKey]?[name].flatMap({ Rotation($0) })
    else { return .null }
    let layer = arguments.count > 2 ? arguments[2].int.map { Int($0) } ?? 1 : 1
    let time = arguments.count > 3 ? arguments[3].timestamp : arguments[0][ContactsType.nowKey]?.timestamp
    return time.flatMap { rotation.turn(layer: layer, at: Instant($0))?.person } ?? .null
  }

  private static func partner(_ arguments: [Value]) -> Value? {
    guard arguments.count == 2, let name = arguments[1].string else { return nil }
    return arguments[0][ContactsType.partnersKey]?[name]
  }
}
