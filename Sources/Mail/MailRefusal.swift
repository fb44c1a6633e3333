/// A mail that is not read, and why. Its sender may be anybody, so nothing of the mail itself is repeated.
package enum MailRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  case tooLarge(bytes: Int)
  case headersTooLong(bytes: Int)
  case tooManyHeaders
  case tooManyParts
  case nestedTooDeep
  case empty

  package var description: String {
    switch self {
    case .tooLarge(let bytes):
      "the mail has \(bytes) bytes; at most \(MailLimits.mailBytesMax) are read"
    case .headersTooLong(let bytes):
      "the mail has a header section of \(bytes) bytes; at most \(MailLimits.headerBytesMax) are read"
    case .tooManyHeaders: "the mail has a part with more than \(MailLimits.headerFieldsMax) header lines"
    case .tooManyParts: "the mail has more than \(MailLimits.partsMax) parts"
    case .nestedTooDeep: "the mail has parts inside parts, more than \(MailLimits.depthMax) deep"
    case .empty: "the mail is empty"
    }
  }
}
