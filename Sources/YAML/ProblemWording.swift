extension TreeBuilder {
  /// libyaml's complaint in the words of somebody who writes workflows.
  func wording(of failure: SyntaxFailure) -> YAMLProblem {
    let at = position(failure.offset)
    let byte = source.text.utf8.dropFirst(failure.offset).first
    if byte == 0x09, failure.problem.contains("cannot start any token") || failure.problem.contains("tab") {
      return YAMLProblem(
        .syntax, "a tab stands here, and YAML indents with spaces only", hint: "use two spaces a level", at: at, in: source)
    }
    if failure.problem.contains("control characters") {
      return YAMLProblem(.syntax, "a control character stands here", hint: "remove it", at: at, in: source)
    }
    if failure.problem.contains("unexpected end of stream"), let context = failure.contextOffset {
      return YAMLProblem(
        .syntax, "what is opened here is never closed", hint: "close the quotation mark or bracket", at: position(context), in: source)
    }
    let quoting = QuotingHint(source: source, isFlow: flowDepth > 0)
    let expression = quoting.expression(around: failure.offset)
    if let expression, expression.utf8.dropFirst().first == UInt8(ascii: "!"), let start = quoting.start(around: failure.offset) {
      return YAMLProblem(
        .tag, "`!` begins a tag to YAML, and tags are not used here", hint: "quote the expression: \(expression)", at: position(start),
        length: expression.unicodeScalars.count - 2, in: source)
    }
    let (message, isQuoting) = Self.words(for: failure.problem, inFlow: flowDepth > 0)
    if isQuoting, let expression {
      return YAMLProblem(.quoting, message, hint: "quote the expression: \(expression)", at: at, in: source)
    }
    let began = failure.contextOffset.map { position($0).line }.flatMap { $0 == at.line ? nil : $0 }
    return YAMLProblem(.syntax, message, hint: began.map { "see line \($0), where this part begins" }, at: at, in: source)
  }

  /// A sentence for a complaint of libyaml 0.2, and whether a missing quotation is the likely cause.
  private static func words(for problem: String, inFlow: Bool) -> (message: String, isQuoting: Bool) {
    switch problem {
    case "mapping values are not allowed in this context": ("YAML takes this colon for the end of a key", true)
    case "did not find expected ',' or '}'": ("`{ … }` ends here for YAML: a comma, colon or brace inside a value, or `}` is missing", true)
    case "did not find expected ',' or ']'": ("`[ … ]` ends here for YAML: a comma, colon or brace inside a value, or `]` is missing", true)
    case "did not find expected key":
      inFlow
        ? ("a key is expected here", true) : ("this line fits nowhere: it is neither a key of this level nor part of the value above", true)
    case "could not find expected ':'": ("a `:` after the key is missing", false)
    case "did not find expected '-' indicator": ("a list goes on with `- ` at the same indentation", false)
    case "found character that cannot start any token": ("a text cannot begin with this character", true)
    case "did not find expected alphabetic or numeric character": ("`&` and `*` are anchors and aliases to YAML", true)
    case "did not find expected whitespace or line break": ("a space is missing here", true)
    case "did not find expected <document start>": ("the document ended above; this stands outside of it", true)
    case "block sequence entries are not allowed in this context": ("a list cannot begin here", false)
    case "found unknown escape character": ("`\\` begins an escape in \"…\": write `\\\\`, or use '…'", false)
    default: ("YAML: \(problem)", true)
    }
  }
}
