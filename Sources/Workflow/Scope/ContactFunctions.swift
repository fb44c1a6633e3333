package import CEL

/// `contacts.of(partner)` and `contacts.manager(partner)`: they read the value of `contacts` as it stands when they are called.
package enum ContactFunctions {
  package static let table = FunctionTable("contacts", [of, manager])

  private static let contacts = CELType.object(ContactsType.typeName)
  private static let contact = CELType.object(StandardTypes.contact.name)

  private static let of = Function(
    "of",
    doc: "The people of a partner, by its name in contacts.yaml. Nobody where the partner is not there: a mail to nobody is an incident.",
    example: "contacts.of(input.partner)",
    [
      Overload("contacts_of_string", [contacts, .string], .list(contact), isReceiver: true) { arguments in
        partner(arguments)?["contacts"] ?? .list([])
      }
    ])

  private static let manager = Function(
    "manager",
    doc: "Who a partner's people report to; null where the partner names nobody.",
    example: "contacts.manager(input.partner)",
    [
      Overload("contacts_manager_string", [contacts, .string], contact, isReceiver: true) { arguments in
        partner(arguments)?["manager"] ?? .null
      }
    ])

  private static func partner(_ arguments: [Value]) -> Value? {
    guard arguments.count == 2, let name = arguments[1].string else { return nil }
    return arguments[0][ContactsType.partnersKey]?[name]
  }
}
