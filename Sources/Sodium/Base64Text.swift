import CSodium

/// Bytes as text (RFC 4648, section 4), with padding.
package enum Base64Text {
  package static func encode(_ bytes: [UInt8]) -> String {
    let variant = Int32(sodium_base64_VARIANT_ORIGINAL)
    var text = [CChar](repeating: 0, count: sodium_base64_encoded_len(bytes.count, variant))
    sodium_bin2base64(&text, text.count, bytes, bytes.count, variant)
    return String(decoding: text.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Nil for what is no base64.
  package static func decode(_ text: String) -> [UInt8]? {
    let source = text.utf8.map(CChar.init(bitPattern:))
    var bytes = [UInt8](repeating: 0, count: source.count / 4 * 3 + 3)
    var count = 0
    guard sodium_base642bin(&bytes, bytes.count, source, source.count, nil, &count, nil, Int32(sodium_base64_VARIANT_ORIGINAL)) == 0
    else { return nil }
    return Array(bytes.prefix(count))
  }
}
