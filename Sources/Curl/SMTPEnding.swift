/// How a mail's transaction ended, and where.
package struct SMTPEnding: Hashable, Sendable {
  /// The furthest point reached.
  package let stage: SMTPStage
  /// The server's answer to the last command, if one came.
  package let reply: SMTPReply?
  /// Nil only when the server has taken the mail.
  package let trouble: TransferTrouble?
  /// The library's words, for the log; without secrets.
  package let detail: String
  package let peer: String
  /// Protocol and cipher, empty without TLS.
  package let tls: String

  package init(stage: SMTPStage, reply: SMTPReply?, trouble: TransferTrouble?, detail: String, peer: String, tls: String) {
    self.stage = stage
    self.reply = reply
    self.trouble = trouble
    self.detail = detail
    self.peer = peer
    self.tls = tls
  }

  package var wasAccepted: Bool { trouble == nil }
}
