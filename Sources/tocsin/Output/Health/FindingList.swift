import CEL

/// Findings as lines, trouble first.
enum FindingList {
  static func show(_ findings: [Health.Finding], _ terminal: Terminal) {
    let order: [Health.Finding.Weight] = [.trouble, .notice, .fine]
    for weight in order {
      for one in findings where one.weight == weight {
        terminal.write("\(mark(one.weight, terminal)) \(Table.safe("\(one.subject): \(one.text)"))")
        if let wayOut = one.wayOut { terminal.write("    \(Table.safe(wayOut))") }
      }
    }
  }

  private static func mark(_ weight: Health.Finding.Weight, _ terminal: Terminal) -> String {
    switch weight {
    case .trouble: terminal.styled("✗", .red)
    case .notice: terminal.styled("!", .yellow)
    case .fine: terminal.styled("✓", .green)
    }
  }

  static func json(_ findings: [Health.Finding]) -> Value {
    [
      "answer": .string(findings.answer), "trouble": .bool(findings.isTrouble),
      "findings": .list(
        findings.map {
          [
            "weight": .string($0.weight.rawValue), "subject": .string($0.subject), "text": .string($0.text),
            "wayOut": $0.wayOut.map { .string($0) } ?? .null,
          ]
        }),
    ]
  }
}
