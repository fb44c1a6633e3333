package import CEL

/// Who `contacts.yaml` names: the roles as fields, one person or a list of them; and the rotations.
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

  /// Whose turn it is to be called, in layers: the second is called when the first does not answer.
  package struct Rotation: Hashable, Sendable {
    package var name: String
    package var layers: Int

    package init(name: String, layers: Int) {
      (self.name, self.layers) = (name, layers)
    }
  }

  package var roles: [Role]
  package var rotations: [Rotation]

  package init(roles: [Role], rotations: [Rotation] = []) {
    self.roles = roles
    self.rotations = rotations
  }

  /// The name under which CEL knows the type of `contacts`.
  package static let typeName = "contacts"
  /// Where the value keeps its partners: no expression can spell it.
  package static let partnersKey = "@partners"
  /// Where it keeps its rotations.
  package static let rotationsKey = "@rotations"
  /// Where it keeps the time at which it is read.
  package static let nowKey = "@now"

  package var objectType: ObjectType {
    let person = CELType.object(StandardTypes.contact.name)
    return ObjectType(Self.typeName, roles.map { .init($0.name, $0.isList ? .list(person) : person) })
  }
}
