import CLibCurl

/// A connection to one mail server that stays open for many mails, one after the other, each blocking this actor's own thread.
/// Without the TLS that was asked for, nothing is said; a password is never said in the clear but on this machine.
package actor SMTPConnection {
  private nonisolated let executor = QueueExecutor(label: "tocsin.smtp")
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let server: SMTPServer
  private var handle = EasyHandle()
  /// Protocol and cipher of the open connection; a reused one does not tell again.
  private var tls = ""

  package init(server: SMTPServer) { self.server = server }

  isolated deinit {}

  /// Cancelling the task ends the transfer within about a second, wherever it is.
  package nonisolated func perform(_ transaction: SMTPTransaction) async -> SMTPEnding {
    let cancel = CancelFlag()
    return await withTaskCancellationHandler {
      await run(transaction, cancel)
    } onCancel: {
      cancel.raise()
    }
  }

  /// Says goodbye to the server.
  package func close() { handle = EasyHandle() }

  private func run(_ transaction: SMTPTransaction, _ cancel: CancelFlag) -> SMTPEnding {
    if let objection = transaction.objection ?? serverObjection {
      return SMTPEnding(stage: .setup, reply: nil, trouble: .setup, detail: objection, peer: "", tls: "")
    }
    let ending = attempt(transaction, cancel, fresh: false)
    // The server closed the idle connection just as we took it up again: nothing was said, so say it on a new one.
    let staleConnection = handle.long(CURLINFO_NUM_CONNECTS) == 0 && ending.stage == .sender
    guard staleConnection, ending.trouble == .broken || ending.reply?.code == 421 else { return ending }
    return attempt(transaction, cancel, fresh: true)
  }

  private func attempt(_ transaction: SMTPTransaction, _ cancel: CancelFlag, fresh: Bool) -> SMTPEnding {
    let conversation = SMTPConversation(payload: transaction.payload, cancel: cancel)
    prepare(transaction, fresh: fresh)
    let code = conversation.attached(to: handle) { handle.perform() }
    if handle.long(CURLINFO_NUM_CONNECTS) > 0 { tls = conversation.tls }
    let (stage, trouble) = furthest(conversation, Self.trouble(code, conversation))
    let detail = code == CURLE_OK ? "" : handle.detail(code)
    return SMTPEnding(
      stage: stage, reply: conversation.reply, trouble: trouble,
      detail: server.credentials.map { $0.password.removed(from: detail) } ?? detail, peer: handle.peer, tls: tls)
  }

  /// What the conversation alone does not show: a connection without a greeting, and TLS that was refused or broke.
  private func furthest(_ conversation: SMTPConversation, _ trouble: TransferTrouble?) -> (SMTPStage, TransferTrouble?) {
    let stage = conversation.stage
    if trouble == .tls && stage < .authentication { return (.tls, .tls) }
    if trouble == .broken && stage == .tls { return (.tls, .tls) }
    let isConnected = handle.long(CURLINFO_NUM_CONNECTS) > 0 && handle.offset(CURLINFO_CONNECT_TIME_T) > 0
    return (stage == .connection && isConnected ? .greeting : stage, trouble)
  }

  private static func trouble(_ code: CURLcode, _ conversation: SMTPConversation) -> TransferTrouble? {
    if conversation.stage == .answered, let reply = conversation.reply {
      return (200...299).contains(reply.code) ? nil : (400...599).contains(reply.code) ? .refused : .broken
    }
    let reported = TransferTrouble(code)
    switch reported {
    case .broken, .authentication: return (conversation.reply?.code ?? 0) >= 400 ? .refused : reported
    case nil: return .broken  // the library is content though no final answer was heard: believe the conversation
    default: return reported
    }
  }

  private func prepare(_ transaction: SMTPTransaction, fresh: Bool) {
    handle.begin(protocols: "smtp,smtps")
    handle.setTimeouts(server.timeouts)
    handle.setTrust(server.trust)
    let host = server.host.contains(":") ? "[\(server.host)]" : server.host
    let scheme = server.security == .implicit ? "smtps" : "smtp"
    handle.set(CURLOPT_URL, "\(scheme)://\(host):\(server.port)/\(server.clientName)")
    handle.set(CURLOPT_PROXY, "")
    if server.security != .none { handle.set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue)) }
    if let credentials = server.credentials {
      handle.set(CURLOPT_USERNAME, credentials.user)
      handle.set(CURLOPT_PASSWORD, credentials.password.reveal())
    }
    if fresh { handle.set(CURLOPT_FRESH_CONNECT, 1) }
    handle.set(CURLOPT_MAIL_FROM, "<\(transaction.sender)>")
    handle.set(CURLOPT_MAIL_RCPT, list: ["<\(transaction.recipient)>"])
    handle.set(CURLOPT_UPLOAD, 1)
    handle.set(CURLOPT_INFILESIZE_LARGE, offset: transaction.payload.count)
  }

  private var serverObjection: String? {
    func isName(_ text: String) -> Bool {
      !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"/?#@%\\".utf8.contains($0) }
    }
    if !isName(server.host) || !isName(server.clientName) { return "the server's name or our own is not a host name" }
    if server.credentials != nil && server.security == .none && !WebAddress.isLoopback(server.host) {
      return "a password is not sent without TLS; set the security of the mail server to startTLS or implicit"
    }
    return nil
  }
}
