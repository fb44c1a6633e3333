/// What is taken in of a mail that anybody in the world can have written. Beyond it the mail is refused, with the reason.
package enum MailLimits {
  /// 25 MB of attachments, the usual limit of mail servers, are 34 MiB on the wire.
  package static let mailBytesMax = 36 * 1_024 * 1_024
  /// Header lines of one part. Real ones reach 60 KB (long chains of relays with their seals).
  package static let headerBytesMax = 256 * 1_024
  package static let headerFieldsMax = 2_000
  /// Real mails have a few; digests of lists some hundreds.
  package static let partsMax = 1_000
  /// A bounce of a forwarded bounce stands five deep.
  package static let depthMax = 40
  /// So much of what a mail says is looked at when it is told what kind it is; the rest is quotation or logs.
  package static let textBytesMax = 512 * 1_024
  /// Ids in References; ours stand first and last.
  package static let referencesMax = 200
  package static let addressesMax = 500
}
