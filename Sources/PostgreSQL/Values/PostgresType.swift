/// The types that parameters are sent as.
package enum PostgresType: Hashable, Sendable, CaseIterable {
  case bool, bytes, int2, int4, int8, double, text, uuid, instant, json

  /// The type's number in every PostgreSQL (`pg_type.dat`).
  var oid: UInt32 {
    switch self {
    case .bool: TypeNumber.bool
    case .bytes: TypeNumber.bytea
    case .int2: TypeNumber.int2
    case .int4: TypeNumber.int4
    case .int8: TypeNumber.int8
    case .double: TypeNumber.float8
    case .text: TypeNumber.text
    case .uuid: TypeNumber.uuid
    case .instant: TypeNumber.timestamptz
    case .json: TypeNumber.jsonb
    }
  }

  /// The number of the type's one-dimensional array.
  var arrayOid: UInt32 {
    switch self {
    case .bool: 1000
    case .bytes: 1001
    case .int2: 1005
    case .int4: 1007
    case .int8: 1016
    case .double: 1022
    case .text: 1009
    case .uuid: 2951
    case .instant: 1185
    case .json: 3807
    }
  }
}

/// Numbers of the server's built-in types (`pg_type.dat`); they never change.
enum TypeNumber {
  static let bool: UInt32 = 16
  static let bytea: UInt32 = 17
  static let name: UInt32 = 19
  static let int8: UInt32 = 20
  static let int2: UInt32 = 21
  static let int4: UInt32 = 23
  static let text: UInt32 = 25
  static let oid: UInt32 = 26
  static let json: UInt32 = 114
  static let float4: UInt32 = 700
  static let float8: UInt32 = 701
  static let unknown: UInt32 = 705
  static let bpchar: UInt32 = 1042
  static let varchar: UInt32 = 1043
  static let timestamptz: UInt32 = 1184
  static let uuid: UInt32 = 2950
  static let jsonb: UInt32 = 3802

  /// Types made by a schema (enumerations among them) are numbered from here.
  static let firstOfSchemas: UInt32 = 16384
}
