import CLibCurl

/// The library's handle with its connections: options are set afresh for each transfer, the connections stay.
/// Belongs to one actor; never leaves it.
final class EasyHandle {
  private let curl: UnsafeMutableRawPointer?
  private let errorText: UnsafeMutablePointer<CChar>
  private var lists: [UnsafeMutablePointer<curl_slist>] = []
  private var firstRefusedOption: CURLcode = CURLE_OK

  private static let initialised: CURLcode = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

  init() {
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    curl = Self.initialised == CURLE_OK ? curl_easy_init() : nil
  }

  deinit {
    if let curl { curl_easy_cleanup(curl) }
    freeLists()
    errorText.deallocate()
  }

  /// Forgets all options, keeps the connections.
  func begin(protocols: String) {
    freeLists()
    firstRefusedOption = curl == nil ? CURLE_FAILED_INIT : CURLE_OK
    guard let curl else { return }
    curl_easy_reset(curl)
    errorText[0] = 0
    set(CURLOPT_ERRORBUFFER, context: errorText)
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_PROTOCOLS_STR, protocols)
    set(CURLOPT_FOLLOWLOCATION, 0)
    set(CURLOPT_MAXCONNECTS, 2)
    set(CURLOPT_MAXAGE_CONN, Self.idleSecondsMax)
  }

  /// Servers close idle connections after a minute or more; a younger one is worth trying.
  private static let idleSecondsMax = 50

  func set(_ option: CURLoption, _ value: Int) { note { tocsin_curl_set_long($0, option, value) } }

  func set(_ option: CURLoption, offset value: Int) { note { tocsin_curl_set_offset($0, option, curl_off_t(value)) } }

  func set(_ option: CURLoption, _ value: String) {
    guard !value.utf8.contains(0) else {
      firstRefusedOption = CURLE_BAD_FUNCTION_ARGUMENT
      return
    }
    note { tocsin_curl_set_text($0, option, value) }
  }

  func set(_ option: CURLoption, context value: UnsafeMutableRawPointer?) { note { tocsin_curl_set_context($0, option, value) } }

  /// Hands bytes over by copy (`CURLOPT_COPYPOSTFIELDS`; its size option must be set before).
  func set(_ option: CURLoption, copying bytes: [UInt8]) {
    bytes.withUnsafeBytes { buffer in
      note { tocsin_curl_set_bytes($0, option, buffer.baseAddress) }
    }
  }

  func set(_ option: CURLoption, list values: [String]) {
    var list: UnsafeMutablePointer<curl_slist>?
    for value in values {
      guard !value.utf8.contains(0), let longer = curl_slist_append(list, value) else {
        firstRefusedOption = CURLE_OUT_OF_MEMORY
        break
      }
      list = longer
    }
    guard let list else { return }
    lists.append(list)
    note { tocsin_curl_set_list($0, option, list) }
  }

  func set(_ option: CURLoption, function: @escaping tocsin_curl_data_function) {
    note { tocsin_curl_set_data_function($0, option, function) }
  }

  func setProgress(_ function: @escaping tocsin_curl_progress_function) {
    set(CURLOPT_NOPROGRESS, 0)
    note { tocsin_curl_set_progress_function($0, function) }
  }

  func setDebug(_ function: @escaping tocsin_curl_debug_function) {
    set(CURLOPT_VERBOSE, 1)
    note { tocsin_curl_set_debug_function($0, function) }
  }

  func setTimeouts(_ timeouts: TransferTimeouts) {
    set(CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(timeouts.connectSeconds))
    set(CURLOPT_SERVER_RESPONSE_TIMEOUT, Int(max(1, timeouts.answerSeconds.rounded(.up))))
    set(CURLOPT_TIMEOUT_MS, Self.milliseconds(timeouts.totalSeconds))
  }

  func setTrust(_ trust: TLSTrust) {
    set(CURLOPT_SSL_VERIFYPEER, 1)
    set(CURLOPT_SSL_VERIFYHOST, 2)
    set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
    if case .file(let path) = trust { set(CURLOPT_CAINFO, path) }
  }

  /// Runs the transfer on the calling thread until its end.
  func perform() -> CURLcode {
    guard let curl, firstRefusedOption == CURLE_OK else { return firstRefusedOption }
    return curl_easy_perform(curl)
  }

  /// The library's words about the last transfer.
  func detail(_ code: CURLcode) -> String {
    errorText[0] == 0 ? String(cString: curl_easy_strerror(code)) : String(cString: errorText)
  }

  func long(_ info: CURLINFO) -> Int {
    var value = 0
    guard let curl, tocsin_curl_get_long(curl, info, &value) == CURLE_OK else { return 0 }
    return value
  }

  func offset(_ info: CURLINFO) -> Int {
    var value: curl_off_t = 0
    guard let curl, tocsin_curl_get_offset(curl, info, &value) == CURLE_OK else { return 0 }
    return Int(value)
  }

  /// Address and port of the server as they were reached, empty where it was not.
  var peer: String {
    var address: UnsafeMutablePointer<CChar>?
    guard let curl, tocsin_curl_get_text(curl, CURLINFO_PRIMARY_IP, &address) == CURLE_OK, let address else { return "" }
    let text = String(cString: address)
    guard !text.isEmpty else { return "" }
    let port = long(CURLINFO_PRIMARY_PORT)
    return text.contains(":") ? "[\(text)]:\(port)" : "\(text):\(port)"
  }

  /// The open socket of a transfer that only connected; nil where there is none.
  var socket: curl_socket_t? {
    var value: curl_socket_t = -1
    guard let curl, tocsin_curl_get_socket(curl, &value) == CURLE_OK, value >= 0 else { return nil }
    return value
  }

  /// Sends what the connection takes now. - Returns: how much; `CURLE_AGAIN` where it takes nothing.
  func send(_ bytes: ArraySlice<UInt8>) -> (code: CURLcode, count: Int) {
    guard let curl else { return (CURLE_FAILED_INIT, 0) }
    var count = 0
    let code = bytes.withUnsafeBytes { curl_easy_send(curl, $0.baseAddress, $0.count, &count) }
    return (code, count)
  }

  /// Takes what has arrived; nothing with `CURLE_OK` is the end.
  func receive(into buffer: inout [UInt8]) -> (code: CURLcode, count: Int) {
    guard let curl else { return (CURLE_FAILED_INIT, 0) }
    var count = 0
    let code = buffer.withUnsafeMutableBytes { curl_easy_recv(curl, $0.baseAddress, $0.count, &count) }
    return (code, count)
  }

  private func note(_ setting: (UnsafeMutableRawPointer) -> CURLcode) {
    guard let curl else { return }
    let code = setting(curl)
    if firstRefusedOption == CURLE_OK { firstRefusedOption = code }
  }

  private func freeLists() {
    for list in lists { curl_slist_free_all(list) }
    lists = []
  }

  private static func milliseconds(_ seconds: Double) -> Int { Int(min(max(seconds, 0.001), 86_400) * 1_000) }
}
