/// The ids in References, In-Reply-To and Message-ID.
package enum MessageIDs {
  /// Each with its angle brackets, in order; what stands between them is passed over. Some programs break ids with blanks.
  package static func list(_ text: String) -> [String] {
    var found: [String] = []
    var held: [UInt8]?
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "<"): held = []
      case UInt8(ascii: ">"):
        if let id = held, !id.isEmpty { found.append("<" + String(decoding: id, as: UTF8.self) + ">") }
        held = nil
        if found.count >= MailLimits.referencesMax { return found }
      default:
        guard !ASCII.isBlank(byte) else { continue }
        if let count = held?.count, count >= idBytesMax { held = nil } else { held?.append(byte) }
      }
    }
    return found
  }

  private static let idBytesMax = 998
}
