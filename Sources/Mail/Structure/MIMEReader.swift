/// Reads the structure of a mail (RFC 5322, RFC 2045–2049), as lenient as mails are wild: boundaries that are missing, never closed, or
/// not declared; parts without header lines. Time is linear in the size, for each level of nesting.
struct MIMEReader {
  private var partsSeen = 0

  mutating func read(_ bytes: Bytes, depth: Int = 0, inDigest: Bool = false) throws(MailRefusal) -> MIMEEntity {
    guard depth <= MailLimits.depthMax else { throw .nestedTooDeep }
    partsSeen += 1
    guard partsSeen <= MailLimits.partsMax else { throw .tooManyParts }
    let (headers, bodyStart) = try HeaderBlock.read(bytes)
    let body = bytes[bodyStart...]
    let contentType = ParameterizedValue(headers["content-type"]?.raw ?? (inDigest ? "message/rfc822" : "text/plain"))
    var mediaType = contentType.value.contains("/") ? contentType.value.filter { $0 != " " } : "text/plain"
    var children: [MIMEEntity] = []
    if mediaType.hasPrefix("multipart/") {
      for part in Self.split(body, boundary: contentType["boundary"]) {
        children.append(try read(part, depth: depth + 1, inDigest: mediaType == "multipart/digest"))
      }
      if children.isEmpty { mediaType = "text/plain" }
    } else if MIMEEntity.messageTypes.contains(mediaType) {
      let encoding = headers["content-transfer-encoding"].map { ASCII.lowered($0.raw) } ?? ""
      let isEncoded = encoding.contains("base64") || encoding.contains("quoted-printable")
      let content = isEncoded ? LineEnds.unified(TransferDecoding.decoded(body, encoding: encoding))[...] : body
      children = [try read(Self.withoutBlankLines(content), depth: depth + 1)]
    }
    return MIMEEntity(headers: headers, body: body, children: children, mediaType: mediaType, contentType: contentType)
  }

  /// Some programs put an empty line before an enclosed mail.
  private static func withoutBlankLines(_ bytes: Bytes) -> Bytes { bytes.drop { $0 == LineEnds.lineFeed } }

  /// The parts between lines of `--boundary`. Without a boundary that fits, the first line that looks like one counts.
  private static func split(_ body: Bytes, boundary: String?) -> [Bytes] {
    if let boundary, !boundary.isEmpty {
      let parts = split(body, marker: ArraySlice("--\(boundary)".utf8))
      if !parts.isEmpty { return parts }
    }
    guard let marker = guessedMarker(body) else { return [] }
    return split(body, marker: marker)
  }

  private static func split(_ body: Bytes, marker: Bytes) -> [Bytes] {
    var parts: [Bytes] = []
    var start: Int?
    var lines = Lines(body)
    while let line = lines.next() {
      guard line.count >= marker.count, line.first == 0x2D, line.prefix(marker.count).elementsEqual(marker) else { continue }
      var rest = line.dropFirst(marker.count)
      while let last = rest.last, ASCII.isBlank(last) { rest = rest.dropLast() }
      let isEnd = rest.elementsEqual([0x2D, 0x2D])
      guard rest.isEmpty || isEnd else { continue }
      if let start { parts.append(body[start..<max(start, line.startIndex - 1)]) }
      start = isEnd ? nil : lines.position
      if isEnd || parts.count > MailLimits.partsMax { break }
    }
    if let start, start < body.endIndex { parts.append(body[start...]) }
    return parts
  }

  /// A line of `--` and a word without blanks that header lines follow.
  private static func guessedMarker(_ body: Bytes) -> Bytes? {
    var lines = Lines(body)
    var candidate: Bytes?
    while let line = lines.next() {
      if let marker = candidate {
        if line.count > 8, ASCII.lowered(String(decoding: line.prefix(8), as: UTF8.self)) == "content-" { return marker }
        candidate = nil
      }
      if line.count > 6, line.hasPrefix("--"), !line.contains(0x20) { candidate = line }
    }
    return nil
  }
}
