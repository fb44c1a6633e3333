#if MongoDB
  import CMongoC
  import Dispatch

  /// One client of a MongoDB deployment, over a queue of its own: the driver blocks. It only finds, and stops what it finds.
  package actor MongoConnection {
    private nonisolated let executor = MongoQueue()
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let client: OpaquePointer
    /// As the address names it.
    private let database: String

    /// Once for the process, as the driver wants it.
    private static let isReady: Bool = {
      mongoc_init()
      // What it would write to standard error stands in the errors too.
      mongoc_log_set_handler(nil, nil)
      return true
    }()

    /// - Parameters:
    ///   - address: `mongodb://…/DATABASE`; it may hold a password, and shows in no error.
    ///   - reachSeconds: for finding a server and connecting to it.
    ///   - answerSeconds: for each answer.
    package init(address: String, reachSeconds: Int, answerSeconds: Int) throws(MongoError) {
      _ = Self.isReady
      var error = bson_error_t()
      guard let uri = mongoc_uri_new_with_error(address, &error) else {
        throw MongoError(code: Int(error.code), message: "the address is no mongodb:// address")
      }
      defer { mongoc_uri_destroy(uri) }
      mongoc_uri_set_option_as_int32(uri, "serverselectiontimeoutms", Int32(clamping: reachSeconds * 1_000))
      mongoc_uri_set_option_as_int32(uri, "connecttimeoutms", Int32(clamping: reachSeconds * 1_000))
      mongoc_uri_set_option_as_int32(uri, "sockettimeoutms", Int32(clamping: answerSeconds * 1_000))
      guard let name = mongoc_uri_get_database(uri) else { throw MongoError(code: 0, message: "the address names no database") }
      database = String(cString: name)
      guard let client = mongoc_client_new_from_uri(uri) else { throw MongoError(code: 0, message: "no client can be made") }
      mongoc_client_set_error_api(client, MONGOC_ERROR_API_VERSION_2)
      self.client = client
    }

    isolated deinit { mongoc_client_destroy(client) }

    /// Documents that a filter fits, each as relaxed extended JSON.
    /// - Parameters:
    ///   - filter, options: JSON; options as `find` takes them (`projection`, `limit`, `maxTimeMS`).
    ///   - most: more are an error, not a cut.
    ///   - name: is told under which name the server knows the question, so that another client can have it stopped.
    package func find(
      _ collection: String, filter: String, options: String, most: Int, name: MongoQuestionName = MongoQuestionName()
    ) throws(MongoError) -> [String] {
      let filter = try document(filter)
      defer { bson_destroy(filter) }
      let options = try document(options)
      defer { bson_destroy(options) }
      let session = try session(options, name)
      defer { if let session { mongoc_client_session_destroy(session) } }
      guard let handle = mongoc_client_get_collection(client, database, collection) else {
        throw MongoError(code: 0, message: "no collection \(collection)")
      }
      defer { mongoc_collection_destroy(handle) }
      guard let cursor = mongoc_collection_find_with_opts(handle, filter, options, nil) else {
        throw MongoError(code: 0, message: "the question cannot be sent")
      }
      defer { mongoc_cursor_destroy(cursor) }
      var found: [String] = []
      var next: OpaquePointer?
      while mongoc_cursor_next(cursor, &next) {
        guard !name.isStopped else { throw .stopped }
        guard found.count < most else { throw MongoError(code: 0, message: "more than \(most) documents") }
        guard let next, let text = bson_as_relaxed_extended_json(next, nil) else { continue }
        found.append(String(cString: text))
        bson_free(text)
      }
      var error = bson_error_t()
      if mongoc_cursor_error(cursor, &error) { throw MongoError(error) }
      return found
    }

    /// A session of the question's own is the name by which an account may stop what it asked. A server without sessions (none was made
    /// since 3.6) stops at the question's own time-out.
    private func session(_ options: OpaquePointer, _ name: MongoQuestionName) throws(MongoError) -> OpaquePointer? {
      var error = bson_error_t()
      guard let session = mongoc_client_start_session(client, nil, &error) else {
        if error.code == MONGOC_ERROR_CLIENT_SESSION_FAILURE.rawValue { return nil }
        throw MongoError(error)
      }
      guard mongoc_client_session_append(session, options, &error) else {
        mongoc_client_session_destroy(session)
        throw MongoError(error)
      }
      if let text = bson_as_canonical_extended_json(mongoc_client_session_get_lsid(session), nil) {
        name.give(String(cString: text))
        bson_free(text)
      }
      guard !name.isStopped else {
        mongoc_client_session_destroy(session)
        throw .stopped
      }
      return session
    }

    /// Has the server stop what was asked under a session: `killSessions`, which each account may for its own.
    package func stop(_ session: String) throws(MongoError) {
      let command = try document("{\"killSessions\": [\(session)]}")
      defer { bson_destroy(command) }
      var error = bson_error_t()
      // Where the address reads from secondaries, the question ran on one of them.
      guard mongoc_client_command_simple(client, database, command, mongoc_client_get_read_prefs(client), nil, &error) else {
        throw MongoError(error)
      }
    }

    private func document(_ json: String) throws(MongoError) -> OpaquePointer {
      var error = bson_error_t()
      guard let made = bson_new_from_json(Array(json.utf8), json.utf8.count, &error) else { throw MongoError(error) }
      return made
    }
  }

  /// Runs the client on a serial queue of its own.
  private final class MongoQueue: SerialExecutor {
    private let queue = DispatchQueue(label: "tocsin.mongodb")

    func enqueue(_ job: consuming ExecutorJob) {
      let job = UnownedJob(job)
      queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }
  }

  extension MongoError {
    init(_ error: bson_error_t) {
      let words = withUnsafeBytes(of: error.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      self.init(code: Int(error.code), message: words)
    }
  }
#endif
