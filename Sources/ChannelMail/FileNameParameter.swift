/// The `filename` of an attachment (RFC 2183), in the extended form of RFC 2231 where it is long or not ASCII.
enum FileNameParameter {
  private static let plainCharactersMax = 60
  private static let sectionCharactersMax = 55

  static func tokens(_ name: String) -> [String] {
    let isPlain = name.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
    if isPlain && name.utf8.count <= plainCharactersMax && !name.contains("=?") { return ["filename=\"\(name)\""] }
    let sections = sections(name)
    if sections.count == 1 { return ["filename*=utf-8''\(sections[0])"] }
    return sections.enumerated().map { index, section in
      "filename*\(index)*=\(index == 0 ? "utf-8''" : "")\(section)\(index == sections.count - 1 ? "" : ";")"
    }
  }

  /// Escaped, and cut between characters only.
  private static func sections(_ name: String) -> [String] {
    var sections: [String] = []
    var held = ""
    for scalar in name.unicodeScalars {
      let escaped = String(scalar).utf8.map(escaped).joined()
      if held.utf8.count + escaped.utf8.count > sectionCharactersMax {
        sections.append(held)
        held = ""
      }
      held += escaped
    }
    return sections + [held]
  }

  private static func escaped(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
      String(Unicode.Scalar(byte))
    default: "%" + Hex.upper(byte)
    }
  }
}
