package import CEL

/// The types that every workflow knows without declaring them.
package enum StandardTypes {
  /// Somebody who can be written to.
  package static let contact = ObjectType(
    "contact",
    [
      .init("name", .string), .init("email", .string), .init("language", .string, isOptional: true),
      .init("phone", .string, isOptional: true), .init("timezone", .string, isOptional: true), .init("quiet", .string, isOptional: true),
      .init("alternate", .string, isOptional: true),
    ])

  /// An instance that this one started.
  package static let child = ObjectType(
    "child",
    [
      .init("key", .string), .init("state", .string), .init("status", .string), .init("ended", .bool), .init("outcome", .string),
      .init("open", .int), .init("closed", .int),
    ])

  package static let instance = ObjectType(
    "instance",
    [
      .init("workflow", .string), .init("key", .string), .init("openedAt", .timestamp), .init("enteredAt", .timestamp),
      .init("state", .string), .init("nextDue", .timestamp, isOptional: true),
    ])

  /// What every tracked row has beside its declared fields.
  package static let tracked: [ObjectType.Field] = [
    .init("id", .string), .init("open", .bool), .init("openedAt", .timestamp), .init("closedAt", .timestamp, isOptional: true),
  ]

  package static let all = [contact, child, instance]
}
