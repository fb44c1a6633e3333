/// What the server keeps prepared for this connection, by text and types.
struct PreparedStatements {
  /// Statements kept; each costs the server memory. Further ones are parsed each time.
  static let statementsMax = 512
  /// The server cuts names at 63 bytes; a hash of 16, a generation and two separators must fit behind the words.
  private static let wordsMax = 36

  private struct Key: Hashable {
    let statement: Statement
    let types: [UInt32]
  }

  private var names: [Key: String] = [:]
  /// Raised when a plan went stale, so that the next preparation has a name of its own.
  private var generation = 0

  func name(_ statement: Statement, _ types: [UInt32]) -> String? { names[Key(statement: statement, types: types)] }

  /// The name for a statement not yet prepared; nil if there are too many.
  func newName(_ statement: Statement, _ types: [UInt32]) -> String? {
    guard names.count < Self.statementsMax else { return nil }
    var hash = StableHash()
    hash.combine(statement.sql.utf8)
    for type in types { hash.combine([UInt8(truncatingIfNeeded: type >> 8), UInt8(truncatingIfNeeded: type)]) }
    return "\(statement.name.prefix(Self.wordsMax))_\(hash.text)_\(generation)"
  }

  mutating func remember(_ name: String, _ statement: Statement, _ types: [UInt32]) {
    names[Key(statement: statement, types: types)] = name
  }

  /// After a migration changed what a statement returns.
  mutating func forgetAll() {
    names = [:]
    generation += 1
  }
}
