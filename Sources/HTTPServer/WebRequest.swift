/// What a client asked, whole: no part of it is still on its way.
package struct WebRequest: Hashable, Sendable {
  package var method: WebMethod
  /// As it stood in the request, before its first `?`, still percent-encoded.
  package var path: String
  /// What stands in the places `{name}` of the route's pattern, decoded.
  package var places: [String: String]
  /// The fields of the query, in their order, decoded.
  package var query: [WebField]
  /// Header fields in their order; names in lower case.
  package var headers: [WebField]
  package var body: [UInt8]
  /// The address that the request came from; behind a proxy that is trusted, the one that it names.
  package var client: String

  package init(
    method: WebMethod, path: String, places: [String: String] = [:], query: [WebField] = [], headers: [WebField] = [],
    body: [UInt8] = [], client: String = ""
  ) {
    self.method = method
    self.path = path
    self.places = places
    self.query = query
    self.headers = headers
    self.body = body
    self.client = client
  }

  /// The first header field of that name (in lower case).
  package func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

  /// The body's fields as a form sends them (`application/x-www-form-urlencoded`); nil where it is something else.
  package var form: [WebField]? {
    let kind = header("content-type")?.split(separator: ";").first.map { $0.lowercased().filter { $0 != " " } }
    guard kind == "application/x-www-form-urlencoded" else { return nil }
    return WebField.fields(String(decoding: body, as: UTF8.self))
  }
}

/// A name with its value: a header, a field of a query or of a form.
package struct WebField: Hashable, Sendable {
  package var name: String
  package var value: String

  package init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
}

package enum WebMethod: String, Hashable, Sendable {
  case get = "GET"
  case head = "HEAD"
  case post = "POST"
  case put = "PUT"
  case delete = "DELETE"
  case options = "OPTIONS"
}

extension [WebField] {
  /// The first value of that name.
  package func first(_ name: String) -> String? { first { $0.name == name }?.value }
}
