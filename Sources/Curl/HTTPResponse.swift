/// What a web server answered, whole.
package struct HTTPResponse: Hashable, Sendable {
  package struct Field: Hashable, Sendable {
    /// In small letters.
    package let name: String
    package let value: String
  }

  package let status: Int
  package let fields: [Field]
  package let body: [UInt8]
  /// Address and port that answered.
  package let peer: String
  /// Protocol and cipher, empty without TLS.
  package let tls: String

  /// The value of a header, whatever the case of its name; the first where there are several.
  package func field(_ name: String) -> String? {
    let small = name.lowercased()
    return fields.first { $0.name == small }?.value
  }

  package func allFields(_ name: String) -> [String] {
    let small = name.lowercased()
    return fields.filter { $0.name == small }.map(\.value)
  }
}
