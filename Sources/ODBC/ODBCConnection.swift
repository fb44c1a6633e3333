#if ODBC
  import CODBC
  import Dispatch
  import Synchronization

  /// One connection through a driver, over a queue of its own: drivers block, for half an hour where a query takes as long.
  package actor ODBCConnection {
    private nonisolated let executor = ODBCQueue()
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private var environment: SQLHANDLE?
    private var connection: SQLHANDLE?
    private var statement: SQLHANDLE?
    private var columns: [ODBCColumn] = []
    private var kept = ParameterMemory()
    private nonisolated let running = RunningStatement()
    package private(set) var isBroken = false

    package init() {}

    isolated deinit { disconnect() }

    /// - Parameters:
    ///   - text: a connection string: `Driver=…;Server=…;UID=…;PWD=…`. It never shows in an error.
    ///   - limitSeconds: for logging in.
    package func open(_ text: String, limitSeconds: Int) throws(ODBCError) {
      guard Self.isFine(SQLAllocHandle(Int16(SQL_HANDLE_ENV), nil, &environment)) else { throw Self.noMemory }
      SQLSetEnvAttr(environment, SQLINTEGER(SQL_ATTR_ODBC_VERSION), UnsafeMutableRawPointer(bitPattern: UInt(SQL_OV_ODBC3)), 0)
      guard Self.isFine(SQLAllocHandle(Int16(SQL_HANDLE_DBC), environment, &connection)) else { throw Self.noMemory }
      setOption(SQL_ATTR_LOGIN_TIMEOUT, limitSeconds)
      // A hint, which not every driver takes; what counts is the account.
      setOption(SQL_ATTR_ACCESS_MODE, Int(SQL_MODE_READ_ONLY))
      var bytes = Array(text.utf8)
      let code = bytes.withUnsafeMutableBufferPointer {
        SQLDriverConnect(connection, nil, $0.baseAddress, SQLSMALLINT(clamping: $0.count), nil, 0, nil, SQLUSMALLINT(SQL_DRIVER_NOPROMPT))
      }
      guard Self.isFine(code) else { throw diagnosis(Int16(SQL_HANDLE_DBC), connection, hiding: text) }
      // What a statement did is never committed.
      setOption(SQL_ATTR_AUTOCOMMIT, Int(SQL_AUTOCOMMIT_OFF))
    }

    private func setOption(_ option: Int32, _ value: Int) {
      SQLSetConnectAttr(connection, SQLINTEGER(option), UnsafeMutableRawPointer(bitPattern: value), 0)
    }

    /// Sends one statement; its rows are then read with `next`.
    package func query(_ sql: String, _ parameters: [ODBCParameter], limitSeconds: Int) throws(ODBCError) -> [ODBCColumn] {
      finish()
      guard Self.isFine(SQLAllocHandle(Int16(SQL_HANDLE_STMT), connection, &statement)) else {
        throw broken(Int16(SQL_HANDLE_DBC), connection)
      }
      running.begin(statement)
      SQLSetStmtAttr(statement, SQLINTEGER(SQL_ATTR_QUERY_TIMEOUT), UnsafeMutableRawPointer(bitPattern: max(1, limitSeconds)), 0)
      kept = ParameterMemory()
      for (number, parameter) in parameters.enumerated() {
        guard kept.bind(parameter, number + 1, statement) else { throw broken(Int16(SQL_HANDLE_STMT), statement) }
      }
      var bytes = Array(sql.utf8)
      let code = bytes.withUnsafeMutableBufferPointer { SQLExecDirect(statement, $0.baseAddress, SQLINTEGER(clamping: $0.count)) }
      guard Self.isFine(code) || code == SQL_NO_DATA else { throw broken(Int16(SQL_HANDLE_STMT), statement) }
      columns = try describe()
      return columns
    }

    private func describe() throws(ODBCError) -> [ODBCColumn] {
      var count: SQLSMALLINT = 0
      guard Self.isFine(SQLNumResultCols(statement, &count)) else { throw broken(Int16(SQL_HANDLE_STMT), statement) }
      guard count > 0 else { throw ODBCError(sqlstate: "24000", message: "the statement answers with no rows") }
      return (0..<count).map { number in
        var name = [UInt8](repeating: 0, count: 256)
        var length: SQLSMALLINT = 0
        var type: SQLSMALLINT = 0
        var size: SQLULEN = 0
        var digits: SQLSMALLINT = 0
        var isNullable: SQLSMALLINT = 0
        SQLDescribeCol(statement, SQLUSMALLINT(number + 1), &name, 256, &length, &type, &size, &digits, &isNullable)
        return ODBCColumn(
          name: String(decoding: name[..<min(255, max(0, Int(length)))], as: UTF8.self), kind: ODBCColumn.Kind(type, digits: digits))
      }
    }

    /// Some more rows, each value as the driver writes it; nil is NULL, an empty list the end.
    package func next(rows: Int) throws(ODBCError) -> [[String?]] {
      var batch: [[String?]] = []
      while batch.count < rows {
        let code = SQLFetch(statement)
        if code == SQL_NO_DATA { break }
        guard Self.isFine(code) else { throw broken(Int16(SQL_HANDLE_STMT), statement) }
        var row: [String?] = []
        row.reserveCapacity(columns.count)
        for number in columns.indices { row.append(try value(number)) }
        batch.append(row)
      }
      return batch
    }

    /// Bytes of a piece of a value.
    private static let pieceBytes = 4_096
    /// A value larger than this is no value of a report.
    private static let valueBytesMax = 4 << 20

    /// Texts come in UTF-16, which no driver's locale can spoil; everything else is ASCII.
    private func value(_ number: Int) throws(ODBCError) -> String? {
      let isText = columns[number].kind == .text || columns[number].kind == .paddedText || columns[number].kind == .other
      var bytes: [UInt8] = []
      var piece = [UInt8](repeating: 0, count: Self.pieceBytes)
      while true {
        var length: SQLLEN = 0
        let code = SQLGetData(
          statement, SQLUSMALLINT(number + 1), SQLSMALLINT(isText ? SQL_C_WCHAR : SQL_C_CHAR), &piece, SQLLEN(Self.pieceBytes), &length)
        if code == SQL_NO_DATA { break }
        guard Self.isFine(code) else { throw broken(Int16(SQL_HANDLE_STMT), statement) }
        if length == SQLLEN(SQL_NULL_DATA) { return nil }
        // A cut piece ends with a zero; of how much is left, some drivers know nothing.
        let room = Self.pieceBytes - (isText ? 2 : 1)
        let isCut = code == SQL_SUCCESS_WITH_INFO && (length < 0 || length > room)
        bytes += piece[..<(isCut ? room : min(room, max(0, Int(length))))]
        guard bytes.count <= Self.valueBytesMax else { throw ODBCError(sqlstate: "22001", message: "a value of more than 4 MB") }
        if !isCut { break }
      }
      guard isText else { return String(decoding: bytes, as: UTF8.self) }
      return bytes.withUnsafeBytes { String(decoding: $0.bindMemory(to: UInt16.self), as: UTF16.self) }
    }

    /// Ends the statement, and undoes what it may have done.
    package func finish() {
      guard statement != nil else { return }
      running.end()
      SQLFreeHandle(Int16(SQL_HANDLE_STMT), statement)
      statement = nil
      SQLEndTran(Int16(SQL_HANDLE_DBC), connection, SQLSMALLINT(SQL_ROLLBACK))
    }

    /// Asks the driver to stop what is under way, from any task.
    package nonisolated func cancel() { running.cancel() }

    /// Whether this account can write, which it must not: tried with a table of a name that nobody has, and undone.
    package func canWrite() -> Bool {
      func run(_ sql: String) -> Bool {
        var handle: SQLHANDLE?
        guard Self.isFine(SQLAllocHandle(Int16(SQL_HANDLE_STMT), connection, &handle)) else { return false }
        defer { SQLFreeHandle(Int16(SQL_HANDLE_STMT), handle) }
        var bytes = Array(sql.utf8)
        return Self.isFine(bytes.withUnsafeMutableBufferPointer { SQLExecDirect(handle, $0.baseAddress, SQLINTEGER($0.count)) })
      }
      finish()
      let isMade = run("CREATE TABLE tocsin_write_probe (n INTEGER)")
      SQLEndTran(Int16(SQL_HANDLE_DBC), connection, SQLSMALLINT(SQL_ROLLBACK))
      // Some databases commit with every change of a schema.
      if isMade { _ = run("DROP TABLE tocsin_write_probe") }
      SQLEndTran(Int16(SQL_HANDLE_DBC), connection, SQLSMALLINT(isMade ? SQL_COMMIT : SQL_ROLLBACK))
      return isMade
    }

    package func close() { disconnect() }

    private func disconnect() {
      finish()
      if connection != nil {
        SQLDisconnect(connection)
        SQLFreeHandle(Int16(SQL_HANDLE_DBC), connection)
      }
      if environment != nil { SQLFreeHandle(Int16(SQL_HANDLE_ENV), environment) }
      (connection, environment) = (nil, nil)
    }

    private static func isFine(_ code: SQLRETURN) -> Bool { code == SQL_SUCCESS || code == SQL_SUCCESS_WITH_INFO }

    private static let noMemory = ODBCError(sqlstate: "HY001", message: "no memory for a connection")

    private func broken(_ kind: Int16, _ handle: SQLHANDLE?) -> ODBCError {
      let error = diagnosis(kind, handle, hiding: "")
      if error.sqlstate.hasPrefix("08") || error.sqlstate == "HY000" { isBroken = true }
      return error
    }

    private func diagnosis(_ kind: Int16, _ handle: SQLHANDLE?, hiding secret: String) -> ODBCError {
      var state = [UInt8](repeating: 0, count: 6)
      var text = [UInt8](repeating: 0, count: 1_024)
      var native: SQLINTEGER = 0
      var length: SQLSMALLINT = 0
      guard Self.isFine(SQLGetDiagRec(kind, handle, 1, &state, &native, &text, 1_024, &length)) else {
        return ODBCError(sqlstate: "HY000", message: "the driver says no more")
      }
      var words = String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
      if !secret.isEmpty { words = words.replacing(secret, with: "…") }
      return ODBCError(sqlstate: String(decoding: state.prefix(5), as: UTF8.self), message: words)
    }
  }

  /// The statement that `cancel` may stop.
  ///
  /// Unchecked: the handle is only read under the lock, and taken out under it before it is freed; `SQLCancel` may be called from
  /// any thread while the statement runs (ODBC, "SQLCancel Function").
  private final class RunningStatement: @unchecked Sendable {
    private let lock = Mutex(())
    private var handle: SQLHANDLE?

    func begin(_ statement: SQLHANDLE?) { lock.withLock { _ in handle = statement } }
    func end() { lock.withLock { _ in handle = nil } }
    func cancel() { lock.withLock { _ in if let handle { SQLCancel(handle) } } }
  }

  /// Runs the connection on a serial queue of its own.
  private final class ODBCQueue: SerialExecutor {
    private let queue = DispatchQueue(label: "tocsin.odbc")

    func enqueue(_ job: consuming ExecutorJob) {
      let job = UnownedJob(job)
      queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }
  }

  extension ODBCColumn.Kind {
    init(_ type: SQLSMALLINT, digits: SQLSMALLINT) {
      switch Int32(type) {
      case SQL_CHAR, -8: self = .paddedText
      case SQL_VARCHAR, SQL_LONGVARCHAR, -9, -10: self = .text
      case SQL_INTEGER, SQL_SMALLINT, SQL_BIGINT, SQL_TINYINT: self = .whole
      case SQL_NUMERIC, SQL_DECIMAL: self = digits == 0 ? .whole : .exact
      case SQL_FLOAT, SQL_REAL, SQL_DOUBLE: self = .approximate
      case SQL_BIT: self = .bool
      case SQL_TYPE_DATE: self = .date
      case SQL_TYPE_TIMESTAMP: self = .timestamp
      default: self = .other
      }
    }
  }
#endif
