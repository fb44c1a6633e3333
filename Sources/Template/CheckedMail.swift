/// A mail whose expressions fit the environment that it was checked against, not yet in the shape in which it is sent: whoever only
/// checks has no need of its styles.
package struct CheckedMail: Sendable {
  struct Page: Sendable {
    let nodes: [PageNode]
    let sheet: StyleSheet
    let includes: [String]
  }

  let name: String
  /// The mail's own page, and those of its translations.
  let pages: [Page]
  /// Of the translations.
  let languages: [String]
  let variableCount: Int

  /// With the styles where every mail client reads them.
  package var template: MailTemplate {
    let used = pages.flatMap(\.includes).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    let styled = pages.map { StyleInliner(sheet: $0.sheet).inline($0.nodes) }
    return MailTemplate(
      name: name, files: used, page: styled[0], translations: Dictionary(uniqueKeysWithValues: zip(languages, styled.dropFirst())),
      variableCount: variableCount)
  }
}
