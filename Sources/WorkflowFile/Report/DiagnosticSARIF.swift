package import CEL
package import Workflow

/// Diagnostics in SARIF 2.1.0, which code-review pages of forges read.
package enum DiagnosticSARIF {
  package static func value(_ diagnostics: [Diagnostic], version: String) -> Value {
    let codes = Set(diagnostics.map(\.code)).sorted()
    let rules = codes.map { rule($0) }
    let results = diagnostics.map { result($0, ruleNumber: codes.firstIndex(of: $0.code) ?? 0) }
    let driver: Value = [
      "name": "tocsin", "version": .string(version), "rules": .list(rules),
    ]
    let run: Value = [
      "tool": ["driver": driver], "columnKind": "unicodeCodePoints", "results": .list(results),
    ]
    return ["$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": .list([run])]
  }

  private static func rule(_ code: String) -> Value {
    let meaning = DiagnosticCode(rawValue: code)?.meaning ?? code
    var rule: ValueMap = ["id": .string(code), "shortDescription": ["text": .string(meaning)]]
    if let page = CodePage.page(of: code) {
      rule["fullDescription"] = ["text": .string(page.text)]
      rule["help"] = ["text": .string(page.text), "markdown": .string(page.markdown)]
    }
    return .map(rule)
  }

  private static func result(_ diagnostic: Diagnostic, ruleNumber: Int) -> Value {
    let place = diagnostic.place
    let text = diagnostic.message + (diagnostic.hint.map { " (\($0))" } ?? "")
    let region: Value = [
      "startLine": .int(Int64(place.line)), "startColumn": .int(Int64(place.column)),
      "endColumn": .int(Int64(place.column + diagnostic.length)),
    ]
    let location: Value = ["physicalLocation": ["artifactLocation": ["uri": .string(uri(place.file))], "region": region]]
    return [
      "ruleId": .string(diagnostic.code), "ruleIndex": .int(Int64(ruleNumber)), "level": .string(diagnostic.severity.rawValue),
      "message": ["text": .string(text)], "locations": .list([location]),
    ]
  }

  /// Relative, with what a URI cannot hold in percents.
  private static func uri(_ path: String) -> String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/".utf8)
    let digits = Array("0123456789ABCDEF")
    return path.utf8.reduce(into: "") { text, byte in
      text += plain.contains(byte) ? String(UnicodeScalar(byte)) : "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
    }
  }
}
