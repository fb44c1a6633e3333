/// How an exchange with a web server ended.
package enum HTTPEnding: Hashable, Sendable {
  case response(HTTPResponse)
  case failure(HTTPFailure)
}

/// No whole answer came.
package struct HTTPFailure: Hashable, Sendable {
  package let trouble: TransferTrouble
  /// Something of the request has left this machine, so the server may have acted on it.
  package let requestLeft: Bool
  /// The library's words, for the log; secrets are taken out.
  package let detail: String
  package let peer: String
}
