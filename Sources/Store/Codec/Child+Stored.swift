package import CEL
package import Machine

extension Child {
  package var stored: Value {
    .object([
      "id": .string(id.description), "workflow": .string(workflow), "key": .string(key), "status": .string(status.rawValue),
      "state": .string(state), "outcome": outcome.map(Value.string), "open": .int(open), "closed": .int(closed),
    ])
  }

  package init(stored: Value) throws(StoreError) {
    let fields = try StoredFields(stored, about: "child")
    guard let status = Instance.Status(rawValue: try fields.text("status")) else { throw fields.misfit("status") }
    self.init(
      id: try fields.instanceID("id"), workflow: try fields.text("workflow"), key: try fields.text("key"), status: status,
      state: try fields.text("state"), outcome: fields["outcome"]?.string, open: try fields.int("open"),
      closed: try fields.int("closed"))
  }
}
