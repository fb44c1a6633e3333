import CLibPQ
import Glibc

/// The one owner of a `PGconn`: everything that blocks, in the order in which it is asked.
///
/// Not `Sendable`: it lives within a `Connection`, whose queue is the only one that touches it.
final class Session {
  let options: ConnectionOptions
  private let target: ConnectionString
  private(set) var handle: OpaquePointer?
  var prepared = PreparedStatements()
  /// The rows that are being read one by one; nothing else is asked meanwhile.
  var stream: OpenStream?
  /// Set once the protocol's state is unknown or the server is not the right one any more.
  private var isGivenUp = false

  init(_ target: ConnectionString, _ options: ConnectionOptions) {
    self.target = target
    self.options = options
  }

  deinit { close() }

  var isBroken: Bool { isGivenUp || handle == nil || PQstatus(handle) != CONNECTION_OK }

  /// No transaction is open and no answer outstanding.
  var isIdle: Bool { !isBroken && PQtransactionStatus(handle) == PQTRANS_IDLE }

  func giveUp() { isGivenUp = true }

  func close() {
    if let handle { PQfinish(handle) }
    handle = nil
    stream = nil
    prepared = PreparedStatements()
  }

  /// PostgreSQL 13, as PQserverVersion counts.
  static let serverVersionMin: Int32 = 130_000

  func connect() throws(PostgresError) {
    close()
    isGivenUp = false
    // Later words win; the connection string (under dbname) stands between our defaults and what we rely on.
    let words: [(String, String)] = [
      ("connect_timeout", String(options.connectLimitSeconds)),
      ("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3"),
      ("tcp_user_timeout", "30000"),
      ("dbname", target.secretText),
      ("client_encoding", "UTF8"), ("fallback_application_name", options.applicationName),
    ]
    handle = withCStrings(words.map(\.0)) { keys in
      withCStrings(words.map(\.1)) { values in PQconnectdbParams(keys, values, 1) }
    }
    guard PQstatus(handle) == CONNECTION_OK else {
      defer { close() }
      throw connectionFailure()
    }
    // The pointer outlives no connection: `close` ends it before this object goes.
    PQsetNoticeReceiver(handle, hearNotice, Unmanaged.passUnretained(self).toOpaque())
    try checkServer()
    guard PQsetnonblocking(handle, 1) == 0 else { throw lost() }
    if options.pooling == .session, let call = options.settingsCall(local: false) {
      do throws(PostgresError) {
        _ = try run([call])
      } catch {
        close()
        throw error
      }
    }
  }

  private func checkServer() throws(PostgresError) {
    let version = PQserverVersion(handle)
    let integers = PQparameterStatus(handle, "integer_datetimes").map { String(cString: $0) }
    guard version >= Self.serverVersionMin, integers ?? "on" == "on" else {
      close()
      throw PostgresError(
        sqlstate: nil, message: "the database server is too old: PostgreSQL 13 or newer is needed",
        detail: "server version \(version), integer_datetimes \(integers ?? "unknown")", retry: .permanent)
    }
  }

  private func connectionFailure() -> PostgresError {
    guard handle != nil else { return .connection("no memory for a connection", detail: "PQconnectdbParams gave nothing") }
    let detail = scrubbed(String(cString: PQerrorMessage(handle)))
    // A server that answers FATAL was reached; libpq keeps its SQLSTATE to itself.
    let refused = detail.contains("FATAL:")
    return .connection(
      refused ? "the database server refused the connection (\(target))" : "the database cannot be reached (\(target))",
      detail: detail)
  }

  /// The connection is gone, in libpq's words.
  func lost() -> PostgresError {
    isGivenUp = true
    let words = handle.map { String(cString: PQerrorMessage($0)) } ?? "the connection is closed"
    return .connection("the connection to the database was lost", detail: scrubbed(words))
  }

  /// libpq does not print passwords; should a server echo one, it still does not get further than here.
  private func scrubbed(_ text: String) -> String {
    let used = handle.flatMap { PQpass($0) }.map { String(cString: $0) }
    return [target.password, used].compactMap { $0 }.filter { !$0.isEmpty }
      .reduce(text) { $0.replacing($1, with: "…") }
  }
}

/// A server that says farewell (57P01) to a connection that asks nothing is heard as a notice, before its socket is closed.
private func hearNotice(_ session: UnsafeMutableRawPointer?, _ notice: OpaquePointer?) {
  guard let session, let notice, Diagnosis(notice).isFatal else { return }
  Unmanaged<Session>.fromOpaque(session).takeUnretainedValue().giveUp()
}

/// Hands out a NULL-ended array of C strings.
private func withCStrings<R>(_ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> R) -> R {
  let copies = strings.map { strdup($0) }
  defer { for copy in copies { free(copy) } }
  let pointers: [UnsafePointer<CChar>?] = copies.map { UnsafePointer($0) } + [nil]
  return pointers.withUnsafeBufferPointer { buffer in
    // Never empty: it ends with NULL.
    body(buffer.baseAddress!)
  }
}
