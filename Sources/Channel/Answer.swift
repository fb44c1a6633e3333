package import CEL

/// What the other side, or the way there, said to an attempt.
package struct Answer: Hashable, Sendable {
  /// The other side's own code (SMTP reply, HTTP status), if it said one.
  package var code: Int?
  /// For people; safe to show anywhere.
  package var text: String
  /// The full words, for the log. No secrets.
  package var detail: String
  /// Address and port reached, empty where none was.
  package var peer: String
  /// Protocol and cipher, empty without TLS.
  package var tls: String
  /// The other side's own id for the message.
  package var queueID: String?

  package init(code: Int? = nil, text: String, detail: String = "", peer: String = "", tls: String = "", queueID: String? = nil) {
    self.code = code
    self.text = text
    self.detail = detail
    self.peer = peer
    self.tls = tls
    self.queueID = queueID
  }

  /// As the record of attempts keeps it; what is empty is left out.
  package var json: Value {
    var fields: Value = [:]
    if let code { fields["code"] = .int(Int64(code)) }
    for (name, value) in [("text", text), ("detail", detail), ("peer", peer), ("tls", tls), ("queueId", queueID ?? "")] where !value.isEmpty
    {
      fields[name] = .string(value)
    }
    return fields
  }
}
