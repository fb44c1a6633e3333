/// What a mail may not hold although a page may: scripts and frames, which clients strip, and pictures or styles from elsewhere, which
/// tell a server that the mail was read.
struct MailCheck {
  private static let refused: Set<String> = [
    "script", "iframe", "object", "embed", "form", "input", "button", "link", "base", "video", "audio",
  ]
  private static let remote: Set<String> = ["src", "background", "poster"]

  let path: String

  func problems(of nodes: [PageNode]) -> [TemplateProblem] {
    var problems = elementProblems(nodes)
    if !Self.contains("title", nodes) {
      let place = TemplatePlace(file: path, line: 1, column: 1, offset: 0)
      problems.append(TemplateProblem(.missing, "the mail has no subject", hint: "write it as `<title>` in `<head>`", at: place))
    }
    return problems
  }

  private func elementProblems(_ nodes: [PageNode]) -> [TemplateProblem] {
    var problems: [TemplateProblem] = []
    for node in nodes {
      if case .element(let element) = node { problems += self.problems(of: element) }
      _ = node.mapChildren { inner in
        problems += elementProblems(inner)
        return inner
      }
    }
    return problems
  }

  private func problems(of element: PageElement) -> [TemplateProblem] {
    if Self.refused.contains(element.name) {
      return [TemplateProblem(.place, "`<\(element.name)>` does not work in a mail", at: element.place)]
    }
    return element.attributes.compactMap { attribute in
      guard Self.remote.contains(attribute.name), let value = attribute.value else { return nil }
      if let literal = Segment.literal(of: value), literal.hasPrefix("cid:") { return nil }
      return TemplateProblem(
        .address, "`\(attribute.name)` would load something from elsewhere", hint: "only `cid:` parts of the mail itself", at: element.place
      )
    }
  }

  private static func contains(_ name: String, _ nodes: [PageNode]) -> Bool {
    nodes.contains { node in
      if case .element(let element) = node, element.name == name { return true }
      var found = false
      _ = node.mapChildren { inner in
        found = found || contains(name, inner)
        return inner
      }
      return found
    }
  }
}
