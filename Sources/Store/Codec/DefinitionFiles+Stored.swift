package import CEL

/// `[{"path": …, "text": …}]`, the workflow's own file first.
extension [DefinitionClosure.File] {
  package var stored: Value { .list(map { .object(["path": .string($0.path), "text": .string($0.text)]) }) }

  package init(stored: Value) throws(StoreError) {
    self = []
    for value in try StoredFields(["files": stored], about: "definition").list("files") {
      let fields = try StoredFields(value, about: "definition file")
      append(DefinitionClosure.File(path: try fields.text("path"), text: try fields.text("text")))
    }
  }
}
