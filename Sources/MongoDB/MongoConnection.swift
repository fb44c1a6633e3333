#if MongoDB
  import CMongoC
  import Dispatch

  /// One client of a MongoDB deployment, over a queue of its own: the driver blocks. It only finds.
  package actor MongoConnection {
    private nonisolated let executor = MongoQueue()
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let client: OpaquePointer
    /// As the address names it.
    private let database: String

    /// Once for the process, as the driver wants it.
    private static let isReady: Bool = {
      mongoc_init()
      return true
    }()

    /// - Parameters:
    ///   - address: `mongodb://…/DATABASE`; it may hold a password, and shows in no error.
    ///   - limitSeconds: for finding a server, and for each answer.
    package init(address: String, limitSeconds: Int) throws(MongoError) {
      _ = Self.isReady
      var error = bson_error_t()
      guard let uri = mongoc_uri_new_with_error(address, &error) else {
        throw MongoError(code: Int(error.code), message: "the address is no mongodb:// address")
      }
      defer { mongoc_uri_destroy(uri) }
      let milliseconds = Int32(clamping: limitSeconds * 1_000)
      mongoc_uri_set_option_as_int32(uri, "serverselectiontimeoutms", milliseconds)
      mongoc_uri_set_option_as_int32(uri, "connecttimeoutms", milliseconds)
      mongoc_uri_set_option_as_int32(uri, "sockettimeoutms", milliseconds)
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
    package func find(_ collection: String, filter: String, options: String, most: Int) throws(MongoError) -> [String] {
      let filter = try document(filter)
      defer { bson_destroy(filter) }
      let options = try document(options)
      defer { bson_destroy(options) }
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
        guard found.count < most else { throw MongoError(code: 0, message: "more than \(most) documents") }
        guard let next, let text = bson_as_relaxed_extended_json(next, nil) else { continue }
        found.append(String(cString: text))
        bson_free(text)
      }
      var error = bson_error_t()
      if mongoc_cursor_error(cursor, &error) { throw MongoError(error) }
      return found
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
