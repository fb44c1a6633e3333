import CLibCurl

/// A handle that stays open for one server: exchanges one after the other, each blocking this actor's own thread, never the
/// cooperative pool. Redirects are not followed; certificates are verified.
package actor HTTPConnection {
  private nonisolated let executor = QueueExecutor(label: "tocsin.http")
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let trust: TLSTrust
  private let handle = EasyHandle()

  package init(trust: TLSTrust = .system) { self.trust = trust }

  isolated deinit {}

  /// Cancelling the task ends the transfer within about a second.
  package nonisolated func perform(_ request: HTTPRequest) async -> HTTPEnding {
    let cancel = CancelFlag()
    return await withTaskCancellationHandler {
      await run(request, cancel)
    } onCancel: {
      cancel.raise()
    }
  }

  private func run(_ request: HTTPRequest, _ cancel: CancelFlag) -> HTTPEnding {
    let transcript = HTTPTranscript(bodyBytesMax: request.responseBytesMax, cancel: cancel)
    guard request.headers.allSatisfy(\.isOneLine) else { return setupFailure("a header holds a line break or control character") }
    guard let address = WebAddress(request.address.reveal()) else { return setupFailure("the address is not http or https") }
    prepare(request, address)
    let code = transcript.attached(to: handle) { handle.perform() }
    if let trouble = transcript.trouble(TransferTrouble(code)) {
      let secrets = [request.address] + request.headers.map(\.value)
      let detail = secrets.reduce(handle.detail(code)) { $1.removed(from: $0) }
      return .failure(HTTPFailure(trouble: trouble, requestLeft: transcript.requestLeft, detail: detail, peer: handle.peer))
    }
    return .response(
      HTTPResponse(
        status: handle.long(CURLINFO_RESPONSE_CODE), fields: transcript.fields, body: transcript.body, peer: handle.peer,
        tls: transcript.tls))
  }

  private func prepare(_ request: HTTPRequest, _ address: WebAddress) {
    handle.begin(protocols: "http,https")
    handle.setTimeouts(request.timeouts)
    handle.setTrust(trust)
    handle.set(CURLOPT_URL, request.address.reveal())
    handle.set(CURLOPT_PATH_AS_IS, 1)
    handle.set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
    handle.set(CURLOPT_ACCEPT_ENCODING, "gzip, deflate")
    if address.isLoopback { handle.set(CURLOPT_PROXY, "") }
    switch request.method {
    case .get: handle.set(CURLOPT_HTTPGET, 1)
    case .post:
      handle.set(CURLOPT_POST, 1)
      handle.set(CURLOPT_POSTFIELDSIZE_LARGE, offset: request.body.count)
      handle.set(CURLOPT_COPYPOSTFIELDS, copying: request.body.isEmpty ? [0] : request.body)
      // On a reused connection the library would silently send a second time what got no answer.
      handle.set(CURLOPT_FRESH_CONNECT, 1)
      handle.set(CURLOPT_FORBID_REUSE, 1)
    }
    handle.set(CURLOPT_HTTPHEADER, list: ["Expect:"] + request.headers.map { Self.line($0) })
  }

  /// The library drops a header without a value unless it ends in a semicolon.
  private static func line(_ header: HTTPHeader) -> String {
    header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value.reveal())"
  }

  private func setupFailure(_ detail: String) -> HTTPEnding {
    .failure(HTTPFailure(trouble: .setup, requestLeft: false, detail: detail, peer: ""))
  }
}
