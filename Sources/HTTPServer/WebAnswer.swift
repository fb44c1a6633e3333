/// What a client is told.
package struct WebAnswer: Hashable, Sendable {
  package var status: Int
  package var headers: [WebField]
  package var body: [UInt8]

  package init(status: Int, headers: [WebField] = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  package static func text(_ text: String, status: Int = 200, headers: [WebField] = []) -> Self {
    Self(status: status, headers: [WebField("Content-Type", "text/plain; charset=utf-8")] + headers, body: Array(text.utf8))
  }

  package static func html(_ page: String, status: Int = 200, headers: [WebField] = []) -> Self {
    Self(status: status, headers: [WebField("Content-Type", "text/html; charset=utf-8")] + headers, body: Array(page.utf8))
  }

  package static func json(_ text: String, status: Int = 200, headers: [WebField] = []) -> Self {
    Self(status: status, headers: [WebField("Content-Type", "application/json")] + headers, body: Array(text.utf8))
  }

  /// The client shall ask there with GET.
  package static func seeOther(_ location: String, headers: [WebField] = []) -> Self {
    Self(status: 303, headers: [WebField("Location", location)] + headers)
  }

  /// A value with a line break would begin a header of its own.
  var isWellFormed: Bool {
    (200...599).contains(status)
      && headers.allSatisfy { field in
        !field.name.isEmpty && field.name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }
          && field.value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
      }
  }
}
