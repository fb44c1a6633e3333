import CLibPQ

/// Where a database is: a URL or `key=value` pairs as libpq reads them, several hosts included.
///
/// May carry a password, so it shows only host, port, database and user when it is printed or dumped.
package struct ConnectionString: Hashable, Sendable {
  /// The text as given, for libpq and for handing on in an environment; never for a log.
  package let secretText: String
  private let safeText: String
  let password: String?

  package init(_ text: String) throws(PostgresError) {
    guard text.utf8.count <= Self.bytesMax, !text.utf8.contains(0) else {
      throw .misuse("a connection string of more than \(Self.bytesMax) bytes, or with a zero byte")
    }
    var message: UnsafeMutablePointer<CChar>?
    guard let parsed = PQconninfoParse(text, &message) else {
      // libpq's words quote the string, which may hold the password: they are not shown.
      PQfreemem(message)
      throw .misuse("the connection string is neither a postgresql:// URL nor key=value pairs that libpq knows")
    }
    defer { PQconninfoFree(parsed) }
    var values: [String: String] = [:]
    var option = parsed
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val { values[String(cString: keyword)] = String(cString: value) }
      option += 1
    }
    secretText = text
    password = values["password"]
    safeText = ["host", "hostaddr", "port", "dbname", "user"]
      .compactMap { key in values[key].map { "\(key)=\($0)" } }
      .joined(separator: " ")
  }

  /// The same server and user, another database.
  package func with(database: String) throws(PostgresError) -> ConnectionString {
    guard let parsed = PQconninfoParse(secretText, nil) else { throw .misuse("the connection string cannot be read again") }
    defer { PQconninfoFree(parsed) }
    var words: [String] = []
    var option = parsed
    while let keyword = option.pointee.keyword {
      let name = String(cString: keyword)
      if let value = option.pointee.val, name != "dbname" { words.append("\(name)=\(ServerPing.quotedValue(String(cString: value)))") }
      option += 1
    }
    return try ConnectionString((words + ["dbname=\(ServerPing.quotedValue(database))"]).joined(separator: " "))
  }

  /// More than any sane list of hosts.
  static let bytesMax = 8_192
}

extension ConnectionString: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { safeText }
  package var debugDescription: String { safeText }
  package var customMirror: Mirror { Mirror(self, children: ["connection": safeText]) }
}
