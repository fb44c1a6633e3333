/// A charge point operator as OCPI names it: ISO 3166 country and party, `DE*NCH`. Case does not matter to OCPI; here it is upper.
struct PartyID: Hashable {
  let text: String

  init(_ fields: OCPIFields) {
    text = "\(fields.text("country_code")?.uppercased() ?? "")*\(fields.text("party_id")?.uppercased() ?? "")"
  }

  /// A key for something of this party, from ids whose case does not matter.
  func key(_ parts: String...) -> String { parts.reduce(into: text) { $0 += "\u{1F}" + $1.lowercased() } }
}
