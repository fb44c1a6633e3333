import Curl

/// One conversation with an IMAP server, in one folder.
final class IMAPSession {
  private let stream: IMAPStream
  private let seed: String
  private var reader = IMAPReader()
  private var count = 0
  private(set) var capabilities: Set<String> = []
  private(set) var uidValidity = 0
  /// The server lets us set keywords of our own.
  private(set) var keepsKeywords = false

  private static let answerSeconds = 60.0
  private static let answerBytesMax = 1_024 * 1_024
  private static let responsesMax = 100_000

  init(_ server: IMAPServer, folder: String, seed: String) throws(MailboxFailure) {
    self.seed = seed
    do throws(StreamFailure) { stream = try IMAPStream(server) } catch { throw .connection(error) }
    let answer = try command("CAPABILITY")
    for response in answer where response.isUntagged("CAPABILITY") {
      capabilities.formUnion(response.words.dropFirst(2).map { $0.uppercased() })
    }
    for response in try command("SELECT \(Self.quoted(folder))") {
      if let number = response.number(after: "UIDVALIDITY") { uidValidity = number }
      if response.line.uppercased().contains("PERMANENTFLAGS") { keepsKeywords = response.line.contains("\\*") }
    }
    guard uidValidity > 0 else { throw .notProtocol("no UIDVALIDITY") }
  }

  /// Lets the server tell what is new.
  func refresh() throws(MailboxFailure) { try command("NOOP") }

  func numbers(_ command: String, _ name: String) throws(MailboxFailure) -> [Int] {
    try self.command(command).filter { $0.isUntagged(name) }.flatMap { $0.words.dropFirst(2).compactMap { Int($0) } }
  }

  func lines(_ command: String, _ name: String) throws(MailboxFailure) -> [String] {
    try self.command(command).filter { $0.isUntagged(name) }.map { String($0.line.dropFirst("* \(name)".count)) }
  }

  func size(_ uid: Int) throws(MailboxFailure) -> Int? {
    try command("UID FETCH \(uid) (UID RFC822.SIZE)").first { $0.isUntagged("FETCH") && $0.number(after: "UID") == uid }?
      .number(after: "RFC822.SIZE")
  }

  /// Nil where the mail is no longer there.
  func body(_ uid: Int, _ section: String, bytesMax: Int) throws(MailboxFailure) -> [UInt8]? {
    try command("UID FETCH \(uid) (UID \(section))", literalBytesMax: bytesMax)
      .first { $0.isUntagged("FETCH") && $0.number(after: "UID") == uid && $0.literal != nil }?.literal
  }

  /// What the server said to a command; throws where it refused it.
  @discardableResult
  func command(_ text: String, literalBytesMax: Int = IMAPSession.answerBytesMax) throws(MailboxFailure) -> [IMAPResponse] {
    let tag = nextTag()
    try send("\(tag) \(text)\r\n")
    var responses: [IMAPResponse] = []
    while responses.count < Self.responsesMax {
      guard let response = try next(seconds: Self.answerSeconds, literalBytesMax: literalBytesMax) else {
        throw .connection(IMAPStream.timedOut)
      }
      guard response.words.first == Substring(tag) else {
        if response.isUntagged("BYE") { throw .connection(StreamFailure(trouble: .broken, detail: response.line)) }
        responses.append(response)
        continue
      }
      guard response.words.dropFirst().first?.uppercased() == "OK" else {
        throw .refused(
          command: text.split(separator: " ").prefix(2).joined(separator: " "), answer: String(response.line.dropFirst(tag.count + 1)))
      }
      return responses
    }
    throw .notProtocol("endless answers")
  }

  func idle(seconds: Double) throws(MailboxFailure) {
    let tag = nextTag()
    try send("\(tag) IDLE\r\n")
    var isIdle = false
    while let response = try next(seconds: isIdle ? seconds : Self.answerSeconds, literalBytesMax: Self.answerBytesMax) {
      if response.words.first == "+" {
        isIdle = true
        continue
      }
      if response.words.first == Substring(tag) { throw .refused(command: "IDLE", answer: response.line) }
      if isIdle && (response.isUntagged("EXISTS") || response.isUntagged("BYE")) { break }
    }
    guard isIdle else { throw .connection(IMAPStream.timedOut) }
    try send("DONE\r\n")
    while let response = try next(seconds: Self.answerSeconds, literalBytesMax: Self.answerBytesMax) {
      if response.words.first == Substring(tag) { return }
    }
    throw .connection(IMAPStream.timedOut)
  }

  func logout() {
    do throws(MailboxFailure) { try command("LOGOUT") } catch {
      // The server ends the connection with it, at once or before its answer.
    }
  }

  private func next(seconds: Double, literalBytesMax: Int) throws(MailboxFailure) -> IMAPResponse? {
    do throws(StreamFailure) {
      return try reader.next(from: stream, seconds: seconds, literalBytesMax: literalBytesMax)
    } catch { throw .connection(error) }
  }

  private func send(_ text: String) throws(MailboxFailure) {
    do throws(StreamFailure) { try stream.send(Array(text.utf8)) } catch { throw .connection(error) }
  }

  /// No mail can know it, so none can end a command.
  private func nextTag() -> String {
    count += 1
    return "T\(seed)\(count)"
  }

  /// A folder's name; control characters would end the line.
  static func quoted(_ text: String) -> String {
    let safe = text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }
    var quoted = "\""
    for scalar in safe {
      if scalar == "\"" || scalar == "\\" { quoted += "\\" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }
}
