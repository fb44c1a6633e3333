package import CEL
package import Workflow

/// Diagnostics for programs: a list of objects with `code, severity, file, line, column, length, message, hint`.
package enum DiagnosticJSON {
  package static func value(_ diagnostics: [Diagnostic]) -> Value { .list(diagnostics.map(value)) }

  package static func value(_ diagnostic: Diagnostic) -> Value {
    var value: Value = [
      "code": .string(diagnostic.code), "severity": .string(diagnostic.severity.rawValue), "file": .string(diagnostic.place.file),
      "line": .int(Int64(diagnostic.place.line)), "column": .int(Int64(diagnostic.place.column)),
      "length": .int(Int64(diagnostic.length)), "message": .string(diagnostic.message),
    ]
    if let hint = diagnostic.hint { value["hint"] = .string(hint) }
    return value
  }
}
