package import CEL

extension Judgement {
  /// The fields of a booking, for expressions over it.
  package static let bookingType = ObjectType(
    "booking",
    [
      .init("id", .string), .init("operator", .string), .init("evse", .string), .init("connector", .string), .init("start", .timestamp),
      .init("end", .timestamp, isOptional: true), .init("energy", .double), .init("cost", .double), .init("currency", .string),
      .init("fault", .string), .init("faultText", .string),
    ])
}
