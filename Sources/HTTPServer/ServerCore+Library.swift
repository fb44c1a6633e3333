import CMicroHTTPD

/// What the library calls, on its own thread.
extension ServerCore {
  /// - Parameter isWhole: nothing of the body is to come.
  func receive(_ exchange: Exchange, _ connection: OpaquePointer, bytes: UnsafeRawBufferPointer, method: String) -> MHD_Result {
    let phase = exchange.withState { $0.phase }
    switch phase {
    case .opened: return choose(exchange, connection, method)
    case .reading(let route, let places):
      guard bytes.isEmpty else { return read(exchange, bytes, max: route.bodyBytesMax) }
      return work(exchange, connection, route, places)
    case .working: return MHD_Result.YES
    case .answered(let answer):
      exchange.withState { $0.phase = .sent }
      return send(answer, connection, exchange)
    case .sent: return MHD_Result.NO
    }
  }

  private func choose(_ exchange: Exchange, _ connection: OpaquePointer, _ method: String) -> MHD_Result {
    exchange.method = method
    exchange.client = client(connection)
    let path = String(exchange.uri.prefix { $0 != "?" })
    guard let known = WebMethod(rawValue: method) else {
      return refuse(.text("This method is not known here.\n", status: 501), connection, exchange)
    }
    switch routes.match(known, path) {
    case .nothing: return refuse(.text("There is nothing here.\n", status: 404), connection, exchange)
    case .otherMethods(let methods):
      let allow = methods.map(\.rawValue).joined(separator: ", ")
      return refuse(.text("Not with this method.\n", status: 405, headers: [WebField("Allow", allow)]), connection, exchange)
    case .route(let route, let places):
      exchange.route = route.pattern
      if let length = Self.header("Content-Length", connection).flatMap(Int.init), length > route.bodyBytesMax {
        return refuse(.text("More than \(route.bodyBytesMax) bytes are not taken.\n", status: 413), connection, exchange)
      }
      exchange.withState { $0.phase = .reading(route, places: places) }
      return MHD_Result.YES
    }
  }

  /// A body whose length was not told and that is too long ends the connection.
  private func read(_ exchange: Exchange, _ bytes: UnsafeRawBufferPointer, max: Int) -> MHD_Result {
    exchange.withState { state in
      guard state.body.count + bytes.count <= max else { return MHD_Result.NO }
      state.body.append(contentsOf: bytes)
      return MHD_Result.YES
    }
  }

  private func work(
    _ exchange: Exchange, _ connection: OpaquePointer, _ route: WebRoutes.Route, _ places: [String: String]
  ) -> MHD_Result {
    guard begin(exchange, on: UInt(bitPattern: connection)) else {
      return refuse(.text("The server stops.\n", status: 503), connection, exchange)
    }
    let sides = exchange.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let request = WebRequest(
      method: WebMethod(rawValue: exchange.method) ?? .get, path: String(sides[0]), places: places,
      query: sides.count > 1 ? WebField.fields(sides[1]) : [], headers: Self.headers(connection), body: exchange.withState { $0.body },
      client: exchange.client)
    exchange.work { await route.handler(request) }
    return MHD_Result.YES
  }

  private func refuse(_ answer: WebAnswer, _ connection: OpaquePointer, _ exchange: Exchange) -> MHD_Result {
    exchange.withState { $0.phase = .sent }
    var answer = answer
    answer.headers.append(WebField("Connection", "close"))
    return send(answer, connection, exchange)
  }

  private func send(_ answer: WebAnswer, _ connection: OpaquePointer, _ exchange: Exchange) -> MHD_Result {
    let response = answer.body.withUnsafeBytes { bytes in
      MHD_create_response_from_buffer(bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress), .RESPMEM_MUST_COPY)
    }
    guard let response else { return MHD_Result.NO }
    defer { MHD_destroy_response(response) }
    for field in answer.headers { MHD_add_response_header(response, field.name, field.value) }
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff")
    log(
      WebAccess(
        client: exchange.client, method: exchange.method, route: exchange.route, status: answer.status, bodyBytes: answer.body.count,
        milliseconds: Int((monotonicSeconds() - exchange.openedAt) * 1_000)))
    return MHD_queue_response(connection, UInt32(answer.status), response)
  }

  private func client(_ connection: OpaquePointer) -> String {
    if settings.isBehindProxy, let named = Self.header("X-Forwarded-For", connection)?.split(separator: ",").last {
      return String(named.filter { $0 != " " }.prefix(64))
    }
    return ListenSocket.text(tocsin_mhd_client(connection))
  }

  private static func header(_ name: String, _ connection: OpaquePointer) -> String? {
    MHD_lookup_connection_value(connection, .HEADER_KIND, name).map { String(cString: $0) }
  }

  private static func headers(_ connection: OpaquePointer) -> [WebField] {
    var fields: [WebField] = []
    _ = withUnsafeMutablePointer(to: &fields) { pointer in
      MHD_get_connection_values(
        connection, .HEADER_KIND,
        { context, _, name, value in
          guard let context, let name else { return MHD_Result.YES }
          context.assumingMemoryBound(to: [WebField].self).pointee.append(
            WebField(String(cString: name).lowercased(), value.map { String(cString: $0) } ?? ""))
          return MHD_Result.YES
        }, pointer)
    }
    return fields
  }
}
