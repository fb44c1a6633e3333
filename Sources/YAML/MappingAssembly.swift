/// Entries as written → a mapping: merge keys filled in, duplicate keys reported.
struct MappingAssembly {
  private let written: [YAML.Mapping.Entry]
  private let source: SourceText

  init(_ written: [YAML.Mapping.Entry], source: SourceText) {
    self.written = written
    self.source = source
  }

  func assemble(problems: inout [YAMLProblem]) -> YAML.Mapping {
    var firstLines: [String: Int] = [:]
    for entry in written where !isMerge(entry) {
      if let line = firstLines[entry.name] {
        problems.append(
          YAMLProblem(
            .duplicateKey, "`\(entry.name)` stands twice in one mapping; the first is on line \(line)",
            hint: "keep one of them", range: entry.key.range, in: source))
      } else {
        firstLines[entry.name] = entry.key.start.line
      }
    }
    var merged: Set<String> = []
    var entries: [YAML.Mapping.Entry] = []
    for entry in written {
      guard isMerge(entry) else {
        entries.append(entry)
        continue
      }
      for inherited in inherited(entry, &problems) where firstLines[inherited.name] == nil && merged.insert(inherited.name).inserted {
        entries.append(.init(key: inherited.key, value: inherited.value, isMerged: true))
      }
    }
    return YAML.Mapping(entries)
  }

  private func isMerge(_ entry: YAML.Mapping.Entry) -> Bool {
    entry.key.scalar.map { $0.style == .plain && $0.text == "<<" } ?? false
  }

  private func inherited(_ entry: YAML.Mapping.Entry, _ problems: inout [YAMLProblem]) -> [YAML.Mapping.Entry] {
    let sources = entry.value.sequence ?? [entry.value]
    return sources.flatMap { node -> [YAML.Mapping.Entry] in
      if let mapping = node.mapping { return mapping.entries }
      problems.append(
        YAMLProblem(
          .alias, "`<<` takes a mapping or a list of mappings, not \(node.kindName)", hint: "<<: *name",
          range: node.aliasRange ?? node.range, in: source))
      return []
    }
  }
}
