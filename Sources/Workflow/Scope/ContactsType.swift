package import CEL

/// Who `contacts.yaml` names: the roles as fields, one person or a list of them.
package struct ContactsType: Hashable, Sendable {
  package struct Role: Hashable, Sendable {
    package var name: String
    /// Whether several people share it.
    package var isList: Bool

    package init(name: String, isList: Bool) {
      self.name = name
      self.isList = isList
    }
  }

  package var roles: [Role]

  package init(roles: [Role]) {
    self.roles = roles
  }

  /// The name under which CEL knows the type of `contacts`.
  package static let typeName = "contacts"
  /// Where the value keeps its partners: no expression can spell it.
  package static let partnersKey = "@partners"

  package var objectType: ObjectType {
    let person = CELType.object(StandardTypes.contact.name)
    return ObjectType(Self.typeName, roles.map { .init($0.name, $0.isList ? .list(person) : person) })
  }
}
