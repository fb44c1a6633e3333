import CLibCurl

/// What one mail's conversation has said and heard so far; the library's callbacks write into it while it runs.
final class SMTPConversation {
  private(set) var stage: SMTPStage
  private(set) var reply: SMTPReply?
  private(set) var tls = ""
  private var lines: [String] = []
  /// What comes after QUIT is not about the mail.
  private var saidGoodbye = false
  private let payload: [UInt8]
  private var handedOut = 0
  private let cancel: CancelFlag

  /// A reply is kept as far as anybody reads it.
  private static let replyCharactersMax = 1_000
  private static let replyLinesMax = 100

  init(payload: [UInt8], cancel: CancelFlag) {
    self.payload = payload
    self.cancel = cancel
    stage = .connection
  }

  /// Runs the transfer with the callbacks pointing here, and lives at least as long.
  func attached(to handle: EasyHandle, _ transfer: () -> CURLcode) -> CURLcode {
    let context = Unmanaged.passUnretained(self).toOpaque()
    handle.set(CURLOPT_READDATA, context: context)
    handle.set(CURLOPT_READFUNCTION) { room, size, count, context in
      SMTPConversation.at(context).handOut(UnsafeMutableRawBufferPointer(start: room, count: size * count))
    }
    handle.set(CURLOPT_HEADERDATA, context: context)
    handle.set(CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
      SMTPConversation.at(context).heard(UnsafeRawBufferPointer(start: bytes, count: size * count))
      return size * count
    }
    handle.set(CURLOPT_WRITEDATA, context: context)
    handle.set(CURLOPT_WRITEFUNCTION) { _, size, count, _ in size * count }
    handle.set(CURLOPT_XFERINFODATA, context: context)
    handle.setProgress { context, _, _, _, _ in SMTPConversation.at(context).cancel.isRaised ? 1 : 0 }
    handle.set(CURLOPT_DEBUGDATA, context: context)
    handle.setDebug { _, kind, bytes, count, context in
      SMTPConversation.at(context).noticed(kind, UnsafeRawBufferPointer(start: bytes, count: count))
      return 0
    }
    return withExtendedLifetime(self, transfer)
  }

  private static func at(_ context: UnsafeMutableRawPointer?) -> SMTPConversation {
    // The context was set by `attached` of the very transfer that calls back.
    Unmanaged<SMTPConversation>.fromOpaque(context.unsafelyUnwrapped).takeUnretainedValue()
  }

  /// The library asks for the mail only after the server has (354); from here on it may arrive.
  private func handOut(_ room: UnsafeMutableRawBufferPointer) -> Int {
    if cancel.isRaised && stage < .payload { return Int(CURL_READFUNC_ABORT) }
    if stage < .payload { reply = nil }
    let count = min(room.count, payload.count - handedOut)
    payload.withUnsafeBytes { room.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[handedOut..<handedOut + count])) }
    handedOut += count
    stage = handedOut == payload.count ? .payloadEnded : .payload
    return count
  }

  private func heard(_ bytes: UnsafeRawBufferPointer) {
    if saidGoodbye { return }
    let line = String(decoding: bytes, as: UTF8.self)
    guard lines.count < Self.replyLinesMax else { return }
    lines.append(line)
    let start = Array(line.utf8.prefix(4))
    guard start.count >= 3, start.prefix(3).allSatisfy({ (0x30...0x39).contains($0) }), start.count < 4 || start[3] != UInt8(ascii: "-"),
      let code = Int(line.prefix(3))
    else { return }
    reply = SMTPReply(code: code, text: Self.text(lines))
    lines = []
    switch stage {
    case .connection: stage = .greeting
    case .payload, .payloadEnded: stage = .answered
    default: break
    }
  }

  private static func text(_ lines: [String]) -> String {
    let words = lines.map { trimmed($0.dropFirst(4)) }.joined(separator: " ")
    let clean = words.unicodeScalars.filter { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }
    return String(String(String.UnicodeScalarView(clean)).prefix(replyCharactersMax))
  }

  private func noticed(_ kind: curl_infotype, _ bytes: UnsafeRawBufferPointer) {
    switch kind {
    case CURLINFO_TEXT: tls = tlsNote(bytes) ?? tls
    case CURLINFO_HEADER_OUT: said(bytes)
    default: break
    }
  }

  /// A command left: its kind tells the stage; an answer heard before belongs to the one before.
  private func said(_ bytes: UnsafeRawBufferPointer) {
    let command = String(decoding: bytes.prefix(10), as: UTF8.self)
    if command.hasPrefix("QUIT") { saidGoodbye = true }
    guard stage < .payload, !saidGoodbye else { return }
    for (opening, begun) in Self.commands where command.hasPrefix(opening) {
      stage = begun
      break
    }
    reply = nil
    lines = []
  }

  private static let commands: [(opening: String, stage: SMTPStage)] = [
    ("EHLO", .hello), ("HELO", .hello), ("STARTTLS", .tls), ("AUTH", .authentication), ("MAIL FROM:", .sender),
    ("RCPT TO:", .recipient), ("DATA", .data),
  ]
}
