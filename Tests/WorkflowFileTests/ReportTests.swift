import CEL
import Testing
import Workflow
import WorkflowFile
import YAML

/// How findings are shown to people and to programs.
struct ReportTests {
  private let source = SourceText(file: "a.yaml", text: "workflow: a\ninitial: opn\n")
  private let finding = Diagnostic(
    .unknownTarget, place: Place(file: "a.yaml", line: 2, column: 10), length: 3, message: "there is no state `opn`",
    hint: "did you mean `open`?")

  @Test func `a person sees the place, the line and the way out`() {
    #expect(
      DiagnosticText(sources: [source]).render(finding) == """
        a.yaml:2:10: error T0301: there is no state `opn`
        2 | initial: opn
          |          ^^^
        hint: did you mean `open`?
        """)
  }

  @Test func `a terminal sees colours`() {
    let text = DiagnosticText(sources: [source], colour: true).render(finding)
    #expect(text.hasPrefix("\u{1B}[1ma.yaml:2:10\u{1B}[0m: \u{1B}[1;31merror T0301\u{1B}[0m: there is no state `opn`\n2 | initial: opn\n"))
    #expect(text.hasSuffix("\u{1B}[32mhint: \u{1B}[0mdid you mean `open`?"))
  }

  @Test func `a program reads it as JSON`() {
    #expect(
      DiagnosticJSON.value(finding) == [
        "code": "T0301", "severity": "error", "file": "a.yaml", "line": 2, "column": 10, "length": 3, "message": "there is no state `opn`",
        "hint": "did you mean `open`?",
      ])
  }

  @Test func `codes are given once and each says what it means`() {
    let codes = DiagnosticCode.allCases
    #expect(Set(codes.map(\.rawValue)).count == codes.count)
    #expect(codes.map(\.rawValue) == codes.map(\.rawValue).sorted())
    for code in codes { #expect(code.meaning.hasSuffix(".") && code.rawValue.count == 5) }
  }

  @Test(arguments: [
    ([], "nothing wrong"), ([true], "1 error"), ([true, true, false], "2 errors, 1 warning"), ([false, false], "2 warnings"),
  ])
  func `findings are counted`(isError: [Bool], summary: String) {
    let findings = isError.map { isError in
      Diagnostic(
        .unknownKey, severity: isError ? .error : .warning, place: Place(file: "a.yaml", line: 1, column: 1), message: "it is wrong")
    }
    #expect(DiagnosticText.summary(findings) == summary)
  }
}
