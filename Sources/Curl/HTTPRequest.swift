/// One question to a web server. Address and header values never print: either can be a key.
package struct HTTPRequest: Hashable, Sendable {
  package enum Method: String, Hashable, Sendable {
    case get = "GET"
    case post = "POST"
  }

  package var method: Method
  package var address: Secret
  package var headers: [HTTPHeader]
  package var body: [UInt8]
  package var timeouts: TransferTimeouts
  /// The largest answer that is read, in bytes (after decompression); a larger one is `tooLarge`.
  package var responseBytesMax: Int

  package init(
    method: Method = .get, address: Secret, headers: [HTTPHeader] = [], body: [UInt8] = [],
    timeouts: TransferTimeouts = TransferTimeouts(), responseBytesMax: Int
  ) {
    self.method = method
    self.address = address
    self.headers = headers
    self.body = body
    self.timeouts = timeouts
    self.responseBytesMax = responseBytesMax
  }
}
