/// How far a mail's conversation with its server came. The order is that of the conversation.
package enum SMTPStage: Int, Hashable, Sendable, Comparable, CaseIterable {
  /// Refused by ourselves; no connection was tried.
  case setup
  /// No connection yet: name, route, listener.
  case connection
  /// Connected, the server has not said its name.
  case greeting
  /// Names were exchanged (EHLO).
  case hello
  case tls
  case authentication
  /// MAIL FROM was sent.
  case sender
  /// RCPT TO was sent.
  case recipient
  /// DATA was sent; the server has not asked for the mail yet.
  case data
  /// The first byte of the mail was handed out, its last was not.
  case payload
  /// All of the mail was handed out; the final answer is missing. The server may have it.
  case payloadEnded
  /// The final answer came.
  case answered

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
