/// Why a transfer did not come to its good end.
package enum TransferTrouble: String, Hashable, Sendable {
  /// What was asked for cannot be done at all (a malformed address, an option the library lacks); nothing was tried.
  case setup
  /// The name of the server is not known.
  case resolve
  /// Nobody listens there, or the way there is closed.
  case connect
  /// No safe connection: not offered, not trusted, or broken off.
  case tls
  /// The server does not take our name and password.
  case authentication
  /// The server said no; its words are in the reply.
  case refused
  case timeout
  case cancelled
  /// The answer is larger than the caller takes.
  case tooLarge
  /// The connection ended, or what came is not the protocol.
  case broken
}
