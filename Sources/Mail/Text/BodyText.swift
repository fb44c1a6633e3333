/// What a mail says.
enum BodyText {
  /// Nil where it has no text at all.
  static func of(_ entity: MIMEEntity) -> String? {
    switch entity.mediaType {
    case "multipart/alternative": return alternative(entity)
    case "multipart/related", "multipart/signed", "multipart/report": return entity.children.lazy.compactMap(of).first
    case _ where entity.isMultipart:
      let texts = entity.children.filter { !$0.isAttachment }.compactMap(of).filter { !isBlank($0) }
      return texts.isEmpty ? nil : texts.joined(separator: "\n")
    case _
    where entity.mediaType.hasPrefix("text/") && !entity.isAttachment && !entity.isHeadersOnly && entity.mediaType != "text/calendar":
      return entity.text
    default: return nil
    }
  }

  /// The plain text where it says something, else whatever says something.
  private static func alternative(_ entity: MIMEEntity) -> String? {
    let plain = entity.children.filter { $0.mediaType == "text/plain" }.compactMap(of).first { !isBlank($0) }
    return plain ?? entity.children.compactMap(of).first { !isBlank($0) }
  }

  private static func isBlank(_ text: String) -> Bool { text.utf8.allSatisfy { $0 <= 0x20 } }
}
