import CEL
import Workflow
import YAML

/// From the tree of a rule file to its rules; goes on after each problem, so that all are told at once.
struct RuleFileReader {
  private(set) var problems: [YAMLProblem] = []

  private static let rulesMax = 200  // more would not be read by anybody, and each costs on every session

  mutating func book(_ root: YAML.Node) -> RuleBook? {
    guard let name = text(root, "rules", "the name of these rules") else { return nil }
    check(root, known: RuleForms.root.names)
    let environment = environment(root)
    let judged = root["judged"].flatMap { condition($0, environment) } ?? everything
    guard let judged, let list = root["faults"]?.sequence else {
      report(root["faults"] ?? root, "`faults` is a list of rules", hint: "write `faults: [{fault: no-end, when: …, text: …}]`")
      return nil
    }
    if list.count > Self.rulesMax { report(list[Self.rulesMax], "there are more than \(Self.rulesMax) rules") }
    var rules: [Rule] = []
    for node in list {
      guard let rule = rule(node, environment) else { continue }
      if rules.contains(where: { $0.name == rule.name }) { report(node["fault"] ?? node, "there are two rules `\(rule.name)`") }
      rules.append(rule)
    }
    return RuleBook(name: name, judged: judged, rules: rules)
  }

  private var everything: Program? {
    do { return try Environment().compile("true") } catch { return nil }
  }

  private mutating func rule(_ node: YAML.Node, _ environment: Environment) -> Rule? {
    guard node.mapping != nil else {
      report(node, "a rule is a mapping, not \(node.kindName)", hint: "write `{fault: no-end, when: …, text: …}`")
      return nil
    }
    check(node, known: RuleForms.fault.names)
    let name = text(node, "fault", "the name of the fault")
    let condition = required(node, "when", "a condition").flatMap { self.condition($0, environment) }
    let sentence = required(node, "text", "a sentence for the partner").flatMap { self.sentence($0, environment) }
    guard let name, let condition, let sentence else { return nil }
    return Rule(name: name, condition: condition, text: sentence)
  }

  /// Constants and `let` as named expressions.
  private mutating func environment(_ root: YAML.Node) -> Environment {
    var definitions: [CEL.Definition] = []
    var nodes: [String: YAML.Node] = [:]
    var taken = Set(RuleVocabulary.variables.map(\.name))
    for section in ["constants", "let"] {
      guard let node = root[section], !node.isNull else { continue }
      guard let mapping = node.mapping else {
        report(node, "`\(section)` is a mapping of names to expressions, not \(node.kindName)")
        continue
      }
      for entry in mapping.entries {
        guard let source = expression(entry.value) else { continue }
        if !taken.insert(entry.name).inserted { report(entry.key, "the name `\(entry.name)` is taken") }
        guard section == "let" || isConstant(source, entry.value) else { continue }
        definitions.append(CEL.Definition(entry.name, source))
        nodes[entry.name] = entry.value
      }
    }
    let environment = Environment(variables: RuleVocabulary.variables, types: RuleVocabulary.types, definitions: definitions)
    for (name, problems) in environment.definitionProblems {
      for problem in problems { if let node = nodes[name] { report(problem, in: node) } }
    }
    return environment
  }

  /// Whether a constant depends on nothing; tells what is wrong otherwise.
  private mutating func isConstant(_ source: String, _ node: YAML.Node) -> Bool {
    do {
      if try Environment().compile(source).constant != nil { return true }
      report(node, "a constant does not depend on anything")
    } catch {
      for problem in error.problems { report(problem, in: node) }
    }
    return false
  }

  private mutating func condition(_ node: YAML.Node, _ environment: Environment) -> Program? {
    guard let source = expression(node) else { return nil }
    return compile(source, at: 0, in: node, environment, expecting: .bool)
  }

  private mutating func sentence(_ node: YAML.Node, _ environment: Environment) -> RuleText? {
    guard let source = expression(node) else { return nil }
    var parts: [RuleText.Part] = []
    for piece in SentencePiece.split(source) {
      switch piece {
      case .words(let words): parts.append(.words(words))
      case .unclosed(let offset): report("`${` is never closed", hint: "write `}` after the expression", at: offset..<offset + 2, in: node)
      case .expression(let inner, let offset):
        guard let program = compile(inner, at: offset, in: node, environment, expecting: nil) else { continue }
        if ![.string, .int, .dyn].contains(program.type) {
          report(
            "\(program.type) is not text", hint: "for a number write `fixed(number, 2)`", at: offset..<offset + inner.utf8.count, in: node)
        }
        parts.append(.value(program))
      }
    }
    return RuleText(parts: parts)
  }

  private mutating func compile(
    _ source: String, at offset: Int, in node: YAML.Node, _ environment: Environment, expecting type: CELType?
  ) -> Program? {
    do {
      return try environment.compile(source, expecting: type)
    } catch {
      for problem in error.problems { report(problem, shiftedBy: offset, in: node) }
      return nil
    }
  }
}

extension RuleFileReader {
  private mutating func check(_ node: YAML.Node, known: [String]) {
    for entry in node.mapping?.entries ?? [] where !known.contains(entry.name) {
      report(entry.key, "there is no key `\(entry.name)` here", hint: Spelling.hint(entry.name, among: known))
    }
  }

  private mutating func required(_ node: YAML.Node, _ key: String, _ what: String) -> YAML.Node? {
    if let value = node[key], !value.isNull { return value }
    report(node, "`\(key)` is missing: \(what)")
    return nil
  }

  private mutating func text(_ node: YAML.Node, _ key: String, _ what: String) -> String? {
    guard let value = required(node, key, what) else { return nil }
    guard let text = value.text, !text.isEmpty, text.utf8.allSatisfy(Self.isNameByte) else {
      report(value, "`\(key)` is \(what): small letters, digits and hyphens")
      return nil
    }
    return text
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
  }

  private mutating func expression(_ node: YAML.Node) -> String? {
    if let text = node.text, !node.isNull { return text }
    report(node, "an expression or text is expected, not \(node.kindName)", hint: node.isFlow ? "quote it" : nil)
    return nil
  }

  private mutating func report(_ node: YAML.Node, _ message: String, hint: String? = nil) {
    problems.append(node.problem(message, hint: hint))
  }

  private mutating func report(_ problem: Problem, shiftedBy offset: Int = 0, in node: YAML.Node) {
    let start = offset + problem.place.offset
    report(problem.message, hint: problem.hint, at: start..<start + problem.place.length, in: node)
  }

  private mutating func report(_ message: String, hint: String?, at part: Range<Int>, in node: YAML.Node) {
    guard let range = node.scalar?.range(ofText: part) else { return report(node, message, hint: hint) }
    problems.append(YAMLProblem(.content, message, hint: hint, range: range, in: node.source))
  }
}
