package import CEL
package import Source

/// A folder of JSON files as a source: for demonstrations, tests, and partners who send files.
package struct FileSourceConfiguration: Sendable {
  package var name: String
  /// Each `*.json` in it is a list of rows, or an object whose `data` or `rows` is one; read in the order of names. `script.json`
  /// is not data: it says when the source is in trouble.
  package var folder: String
  /// When a row can be seen, half-open: from the one time on, until the other. Both fields are optional in a row, RFC 3339, and
  /// taken out of the answer. A booking that is fixed on the 9th is two rows of one id: faulty until then, good from then on.
  package var seenFromField: String
  package var seenUntilField: String
  package var idField: String
  /// Whether a row belongs to what was asked, beside `input.ids`: the month, the partner.
  package var filter: @Sendable (SourceRequest, Value) throws -> Bool
  /// From the rows to what the workflow sees.
  package var mapping: @Sendable ([Value]) throws -> Value

  package init(
    name: String, folder: String, seenFromField: String = "seenFrom", seenUntilField: String = "seenUntil", idField: String = "id",
    filter: @escaping @Sendable (SourceRequest, Value) throws -> Bool = { _, _ in true },
    mapping: @escaping @Sendable ([Value]) throws -> Value = { .list($0) }
  ) {
    self.name = name
    self.folder = folder
    self.seenFromField = seenFromField
    self.seenUntilField = seenUntilField
    self.idField = idField
    self.filter = filter
    self.mapping = mapping
  }
}
