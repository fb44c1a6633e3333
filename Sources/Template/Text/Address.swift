/// Addresses of links and pictures: what could run something or phone home is not let through.
enum Address {
  private static let linkSchemes: Set<String> = ["http", "https", "mailto", "tel"]
  /// Attributes whose value is an address.
  static let attributes: Set<String> = [
    "href", "src", "action", "formaction", "background", "cite", "poster", "longdesc", "data", "xlink:href",
  ]

  /// The address as it may be written; nil where it may not. `cid:` pictures are parts of the mail itself.
  static func safe(_ value: String, attribute: String) -> String? {
    // Nearly all are: nothing to be left out, and a scheme that is harmless everywhere.
    if value.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), value.hasPrefix("https://") || value.hasPrefix("mailto:") { return value }
    let cleaned = String(String.UnicodeScalarView(value.unicodeScalars.filter { $0.value > 0x20 && !(0x7F..<0xA0).contains($0.value) }))
    guard let colon = cleaned.firstIndex(of: ":"), !cleaned[..<colon].contains(where: { "/?#".contains($0) }) else {
      return cleaned.hasPrefix("//") ? nil : keepingSpaces(value)
    }
    let scheme = cleaned[..<colon].lowercased()
    // A telephone number is written with spaces and dialled without.
    if scheme == "tel" { return cleaned }
    let isAllowed = linkSchemes.contains(scheme) || (scheme == "cid" && attribute == "src")
    return isAllowed ? keepingSpaces(value) : nil
  }

  /// The scheme of an address that a link may have.
  static func scheme(of address: String) -> String? {
    guard let colon = address.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let scheme = address[..<colon].lowercased()
    return linkSchemes.contains(scheme) ? scheme : nil
  }

  /// Control characters are left out, spaces are written as HTTP wants them.
  private static func keepingSpaces(_ value: String) -> String {
    var result = ""
    for scalar in value.trimmed.unicodeScalars where scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value) {
      if scalar == " " { result += "%20" } else { result.unicodeScalars.append(scalar) }
    }
    return result
  }
}
