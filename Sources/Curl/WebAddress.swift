import CLibCurl

/// An `http` or `https` address, taken apart by the library that will call it, so that what is checked is what is called.
package struct WebAddress: Hashable, Sendable {
  /// The whole address, as it goes to the wire.
  package let text: String
  package let scheme: String
  package let host: String
  package let port: Int

  /// - Returns: nil for what is no address, has another scheme, or carries a user's name.
  package init?(_ text: String) {
    guard let parts = curl_url() else { return nil }
    defer { curl_url_cleanup(parts) }
    guard curl_url_set(parts, CURLUPART_URL, text, Self.strict) == CURLUE_OK else { return nil }
    self.init(parts, text: text)
  }

  /// The address that a reference (`next?offset=50`, `/x`, a whole address) means when it is read on this page.
  package func resolving(_ reference: String) -> WebAddress? {
    guard let parts = curl_url() else { return nil }
    defer { curl_url_cleanup(parts) }
    guard curl_url_set(parts, CURLUPART_URL, text, Self.strict) == CURLUE_OK,
      curl_url_set(parts, CURLUPART_URL, reference, Self.strict) == CURLUE_OK, let whole = Self.part(parts, CURLUPART_URL)
    else { return nil }
    return WebAddress(parts, text: whole)
  }

  /// The address with further query parameters, their names and values escaped; a parameter of that name is replaced.
  package func settingQuery(_ parameters: [(name: String, value: String)]) -> WebAddress? {
    let whole = text.prefix { $0 != "#" }
    let page = whole.prefix { $0 != "?" }
    let replaced = parameters.map { Self.escaped($0.name) }
    var pairs = whole.dropFirst(page.count + 1).split(separator: "&").map(String.init)
    pairs.removeAll { pair in replaced.contains { pair == $0 || pair.hasPrefix($0 + "=") } }
    pairs += parameters.map { Self.escaped($0.name) + "=" + Self.escaped($0.value) }
    return WebAddress(pairs.isEmpty ? String(page) : page + "?" + pairs.joined(separator: "&"))
  }

  /// The raw value of a query parameter, where it is there.
  package func queryValue(_ name: String) -> String? {
    guard let start = text.firstIndex(of: "?") else { return nil }
    let query = text[text.index(after: start)...].prefix { $0 != "#" }
    for pair in query.split(separator: "&") where pair.hasPrefix(name + "=") { return String(pair.dropFirst(name.count + 1)) }
    return nil
  }

  /// Whether both are the same server by the browser's rule: scheme, host and port. A key must not leave its origin.
  package func hasSameOrigin(as other: WebAddress) -> Bool {
    scheme == other.scheme && host == other.host && port == other.port
  }

  package var isLoopback: Bool { Self.isLoopback(host) }

  static func isLoopback(_ host: String) -> Bool {
    host == "localhost" || host == "::1" || host == "[::1]" || host.hasPrefix("127.")
  }

  private init?(_ parts: OpaquePointer, text: String) {
    guard let scheme = Self.part(parts, CURLUPART_SCHEME)?.lowercased(), scheme == "http" || scheme == "https",
      let host = Self.part(parts, CURLUPART_HOST)?.lowercased(), !host.isEmpty,
      let port = Self.part(parts, CURLUPART_PORT, UInt32(CURLU_DEFAULT_PORT)).flatMap({ Int($0) }),
      !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F })
    else { return nil }
    (self.text, self.scheme, self.host, self.port) = (text, scheme, host, port)
  }

  private static let strict = UInt32(CURLU_DISALLOW_USER)

  private static func part(_ parts: OpaquePointer, _ which: CURLUPart, _ flags: UInt32 = 0) -> String? {
    var value: UnsafeMutablePointer<CChar>?
    guard curl_url_get(parts, which, &value, flags) == CURLUE_OK, let value else { return nil }
    defer { curl_free(value) }
    return String(cString: value)
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let hex = String(byte, radix: 16, uppercase: true)
        result += hex.count == 1 ? "%0\(hex)" : "%\(hex)"
      }
    }
    return result
  }
}
