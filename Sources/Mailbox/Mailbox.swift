package import Curl

/// A folder of a mailbox over IMAP (RFC 3501), read by machine: mails stay unread for people, a keyword of our own marks what was taken in.
/// One connection, opened when it is needed and again after it broke; everything blocks this actor's own thread.
package actor Mailbox {
  /// Mails of this folder are known by their number as long as the folder's own number stays the same.
  package struct Position: Hashable, Sendable {
    package let uidValidity: Int
    package let uid: Int

    package init(uidValidity: Int, uid: Int) { (self.uidValidity, self.uid) = (uidValidity, uid) }
  }

  package enum Content: Hashable, Sendable {
    case mail([UInt8])
    /// Larger than what is read; the header lines alone.
    case tooLarge(bytes: Int, head: [UInt8])
    /// Somebody deleted it in between.
    case gone
  }

  private nonisolated let executor = QueueExecutor(label: "tocsin.imap")
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let server: IMAPServer
  private let folder: String
  private let bytesMax: Int
  private let seed: String
  private var session: IMAPSession?

  package static let keyword = "TocsinRead"
  private static let headBytesMax = 64 * 1_024
  private static let batchMax = 200

  /// - Parameters:
  ///   - bytesMax: of a mail; larger ones are not fetched.
  ///   - seed: makes this process' tags unlike any that a mail could foresee.
  package init(server: IMAPServer, folder: String = "INBOX", bytesMax: Int, seed: String) {
    self.server = server
    self.folder = folder
    self.bytesMax = bytesMax
    self.seed = seed
  }

  isolated deinit {}

  /// Mails that were not taken in yet, oldest first, some at a time.
  package func waiting() throws(MailboxFailure) -> [Position] {
    try again { session throws(MailboxFailure) in
      try session.refresh()
      let criterion = session.keepsKeywords ? "UNKEYWORD \(Mailbox.keyword)" : "UNSEEN"
      let uids = try session.numbers("UID SEARCH \(criterion) UNDELETED", "SEARCH").sorted().prefix(Self.batchMax)
      return uids.map { Position(uidValidity: session.uidValidity, uid: $0) }
    }
  }

  package func fetch(_ position: Position) throws(MailboxFailure) -> Content {
    try again { session throws(MailboxFailure) in
      guard session.uidValidity == position.uidValidity else { return .gone }
      guard let size = try session.size(position.uid) else { return .gone }
      guard size <= bytesMax else {
        let head = try session.body(position.uid, "BODY.PEEK[HEADER]<0.\(Self.headBytesMax)>", bytesMax: Self.headBytesMax)
        return .tooLarge(bytes: size, head: head ?? [])
      }
      // Servers count line ends differently: some room.
      return try session.body(position.uid, "BODY.PEEK[]", bytesMax: bytesMax + bytesMax / 8).map { .mail($0) } ?? .gone
    }
  }

  /// Marks a mail as taken in, and moves it to another folder where one is given.
  package func markRead(_ position: Position, moveTo target: String? = nil) throws(MailboxFailure) {
    try again { session throws(MailboxFailure) in
      guard session.uidValidity == position.uidValidity else { return }
      let flags = session.keepsKeywords ? Mailbox.keyword : "\\Seen"
      try session.command("UID STORE \(position.uid) +FLAGS.SILENT (\(flags))")
      guard let target else { return }
      if session.capabilities.contains("MOVE") {
        try session.command("UID MOVE \(position.uid) \(IMAPSession.quoted(target))")
      } else {
        try session.command("UID COPY \(position.uid) \(IMAPSession.quoted(target))")
        try session.command("UID STORE \(position.uid) +FLAGS.SILENT (\\Deleted)")
        if session.capabilities.contains("UIDPLUS") { try session.command("UID EXPUNGE \(position.uid)") }
      }
    }
  }

  /// Waits until something arrives, or so many seconds. Servers without IDLE just let the time pass by the caller.
  /// - Returns: false where the server cannot tell: look again later.
  package func idle(seconds: Double) throws(MailboxFailure) -> Bool {
    try again { session throws(MailboxFailure) in
      guard session.capabilities.contains("IDLE") else { return false }
      try session.idle(seconds: seconds)
      return true
    }
  }

  /// The server's own opinion which mails belong together: each list is one conversation.
  package func threads() throws(MailboxFailure) -> [[Int]] {
    try again { session throws(MailboxFailure) in
      try session.refresh()
      return ThreadList.lists(try session.lines("UID THREAD REFERENCES UTF-8 ALL", "THREAD").joined())
    }
  }

  /// Says goodbye.
  package func close() {
    session?.logout()
    session = nil
  }

  /// Once more on a new connection where the old one was gone: everything here may be repeated.
  private func again<Value>(_ work: (IMAPSession) throws(MailboxFailure) -> Value) throws(MailboxFailure) -> Value {
    let wasOpen = session != nil
    do throws(MailboxFailure) {
      return try attempt(work)
    } catch {
      guard wasOpen, case .connection = error else { throw error }
      return try attempt(work)
    }
  }

  private func attempt<Value>(_ work: (IMAPSession) throws(MailboxFailure) -> Value) throws(MailboxFailure) -> Value {
    do throws(MailboxFailure) {
      let open: IMAPSession
      if let session { open = session } else { open = try IMAPSession(server, folder: folder, seed: seed) }
      session = open
      return try work(open)
    } catch {
      // After a refusal the connection is fine; after anything else nobody knows where it stands.
      guard case .refused = error else {
        session = nil
        throw error
      }
      throw error
    }
  }
}
