package import CEL

extension MessageReference {
  /// `{"number": …, "locals": […], "template": …}`.
  package var stored: Value {
    .object(["number": .int(number), "locals": .list(locals), "template": .string(template)])
  }

  package init(stored: Value) throws(StoreError) {
    let fields = try StoredFields(stored, about: "message reference")
    self.init(number: try fields.int("number"), locals: try fields.list("locals"), template: try fields.text("template"))
  }
}
