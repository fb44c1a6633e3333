import CLibXML

/// What libxml2 has to say while it reads. Its error hook belongs to the thread, so it is set and taken back within one call.
final class Complaints {
  private(set) var problems: [MarkupProblem] = []

  func collect<T>(_ body: () -> T) -> T {
    xmlSetStructuredErrorFunc(Unmanaged.passUnretained(self).toOpaque()) { context, error in
      guard let context, let error else { return }
      Unmanaged<Complaints>.fromOpaque(context).takeUnretainedValue().add(error.pointee)
    }
    defer { xmlSetStructuredErrorFunc(nil, nil) }
    return body()
  }

  /// Only what changes the tree counts: libxml2 knows HTML 4 and complains of newer names and of a lone `&`.
  private func add(_ error: xmlError) {
    let harmless: [xmlParserErrors] = [
      XML_HTML_UNKNOWN_TAG, XML_ERR_NAME_REQUIRED, XML_ERR_ENTITYREF_SEMICOL_MISSING, XML_ERR_UNDECLARED_ENTITY,
    ]
    guard problems.count < HTMLParser.Limit.problems, !harmless.contains(where: { error.code == Int32($0.rawValue) }) else { return }
    let words = error.message.map { String(cString: $0) } ?? "it cannot be read"
    let message = words.split(whereSeparator: \.isNewline).joined(separator: " ")
    problems.append(MarkupProblem(message: message, line: max(Int(error.line), 1), column: max(Int(error.int2), 1)))
  }
}
