import CLibCurl

/// What one exchange has heard and said so far; the library's callbacks write into it while the exchange runs.
final class HTTPTranscript {
  private(set) var fields: [HTTPResponse.Field] = []
  private(set) var body: [UInt8] = []
  private(set) var requestLeft = false
  private(set) var tls = ""
  private var headerBytes = 0
  private var overflowed = false
  private let bodyBytesMax: Int
  private let cancel: CancelFlag

  /// More header than any honest server sends.
  private static let headerBytesMax = 64 * 1_024

  init(bodyBytesMax: Int, cancel: CancelFlag) {
    self.bodyBytesMax = bodyBytesMax
    self.cancel = cancel
  }

  /// What went wrong, where our own limits are the reason for what the library reports.
  func trouble(_ reported: TransferTrouble?) -> TransferTrouble? {
    guard reported != nil else { return nil }
    return overflowed ? .tooLarge : reported
  }

  /// Runs the transfer with the callbacks pointing here, and lives at least as long.
  func attached(to handle: EasyHandle, _ transfer: () -> CURLcode) -> CURLcode {
    let context = Unmanaged.passUnretained(self).toOpaque()
    handle.set(CURLOPT_WRITEDATA, context: context)
    handle.set(CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
      HTTPTranscript.at(context).heardBody(UnsafeRawBufferPointer(start: bytes, count: size * count))
    }
    handle.set(CURLOPT_HEADERDATA, context: context)
    handle.set(CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
      HTTPTranscript.at(context).heardHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
    }
    handle.set(CURLOPT_XFERINFODATA, context: context)
    handle.setProgress { context, _, _, _, _ in HTTPTranscript.at(context).cancel.isRaised ? 1 : 0 }
    handle.set(CURLOPT_DEBUGDATA, context: context)
    handle.setDebug { _, kind, bytes, count, context in
      HTTPTranscript.at(context).said(kind, UnsafeRawBufferPointer(start: bytes, count: count))
      return 0
    }
    return withExtendedLifetime(self, transfer)
  }

  private static func at(_ context: UnsafeMutableRawPointer?) -> HTTPTranscript {
    // The context was set by `attached` of the very transfer that calls back.
    Unmanaged<HTTPTranscript>.fromOpaque(context.unsafelyUnwrapped).takeUnretainedValue()
  }

  private func heardBody(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard body.count + bytes.count <= bodyBytesMax else {
      overflowed = true
      return 0
    }
    body.append(contentsOf: bytes)
    return bytes.count
  }

  private func heardHeader(_ bytes: UnsafeRawBufferPointer) -> Int {
    headerBytes += bytes.count
    guard headerBytes <= Self.headerBytesMax else {
      overflowed = true
      return 0
    }
    let line = String(decoding: bytes, as: UTF8.self)
    if line.hasPrefix("HTTP/") {
      fields = []  // an interim answer (100) came before the real one
    } else if let colon = line.firstIndex(of: ":") {
      fields.append(.init(name: line[..<colon].lowercased(), value: trimmed(line[line.index(after: colon)...])))
    }
    return bytes.count
  }

  private func said(_ kind: curl_infotype, _ bytes: UnsafeRawBufferPointer) {
    switch kind {
    case CURLINFO_HEADER_OUT, CURLINFO_DATA_OUT: requestLeft = true
    case CURLINFO_TEXT: tls = tlsNote(bytes) ?? tls
    default: break
    }
  }
}

/// Protocol and cipher, where the library's remark names them.
func tlsNote(_ bytes: UnsafeRawBufferPointer) -> String? {
  let opening = "SSL connection using "
  guard bytes.count > opening.utf8.count, bytes.prefix(opening.utf8.count).elementsEqual(opening.utf8) else { return nil }
  return trimmed(String(decoding: bytes.dropFirst(opening.utf8.count), as: UTF8.self)[...])
}

func trimmed(_ text: Substring) -> String {
  var rest = text
  while let first = rest.unicodeScalars.first, first.properties.isWhitespace { rest.unicodeScalars.removeFirst() }
  while let last = rest.unicodeScalars.last, last.properties.isWhitespace { rest.unicodeScalars.removeLast() }
  return String(rest)
}
