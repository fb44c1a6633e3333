import CEL
import Calendar
import Simulator
import Workflow
import YAML

/// What sources answer: `sources`.
struct AnswerReader {
  let names: NameReader
  let times: ScenarioTimes
  let reading: ScenarioReading

  /// Later layers replace earlier ones question by question.
  func read(_ layers: [YAML.Node]) -> [String: Scenario.SourceWord] {
    var words: [String: Scenario.SourceWord] = [:]
    for layer in layers {
      guard let mapping = layer.mapping else {
        reading.report(
          .wrongShape, at: layer, "`sources` is a mapping of questions to answers, not \(layer.kindName)",
          hint: "bookings-db/confirm: [{answer: {bookings: []}}]")
        continue
      }
      for entry in mapping.entries {
        check(entry)
        if entry.value.text == "configured" {
          words[entry.name] = .configured
        } else {
          words[entry.name] = .canned((entry.value.sequence ?? [entry.value]).compactMap(answer))
        }
      }
    }
    return words
  }

  private func check(_ entry: YAML.Mapping.Entry) {
    let known = names.questions
    guard !known.contains(entry.name) else { return }
    reading.report(
      .unknownSource, at: entry.key, "nobody asks `\(entry.name)`",
      hint: CEL.Spelling.hint(entry.name, among: known.sorted()) ?? "a question is named SOURCE/QUESTION")
  }

  private func answer(_ node: YAML.Node) -> CannedAnswer? {
    guard let fields = ScenarioFields(node, "an answer", keys: ScenarioForms.answer.names, reading),
      let (key, value) = fields.one(
        of: ["answer", "compute", "fails", "refuses", "silent"], hint: "`answer`, `compute`, `fails`, `refuses` or `silent`")
    else { return nil }
    let isComplete = fields.bool("complete") ?? true
    let kind: CannedAnswer.Kind
    switch key {
    case "answer": kind = .answer(value.value, isComplete: isComplete)
    case "compute":
      guard let expression = expression(value, isCondition: false) else { return nil }
      kind = .computed(expression, rows: fields["rows"]?.value ?? .list([]), isComplete: isComplete)
    case "fails": kind = .fails(fields.text("fails") ?? "")
    case "refuses": kind = .refuses(fields.text("refuses") ?? "")
    default: kind = .silent
    }
    return CannedAnswer(
      from: fields["from"].flatMap { times.time($0, "`from`") }, condition: fields["if"].flatMap { expression($0, isCondition: true) },
      kind: kind)
  }

  private func expression(_ node: YAML.Node, isCondition: Bool) -> CannedExpression? {
    guard let text = node.text else {
      reading.report(.wrongShape, at: node, "an expression is expected, not \(node.kindName)", hint: node.isFlow ? "quote it" : nil)
      return nil
    }
    do throws(CompileErrors) {
      return try CannedExpression(text, isCondition: isCondition, zone: times.zone)
    } catch {
      for problem in error.problems {
        let range = node.scalar?.range(ofText: problem.offset..<problem.offset + problem.length) ?? node.range
        reading.report(.expressionMeaning, at: range, problem.message, hint: problem.hint)
      }
      return nil
    }
  }
}

/// What goes wrong with messages: `channels`.
struct TroubleReader {
  let names: NameReader
  let times: ScenarioTimes
  let reading: ScenarioReading

  func read(_ layers: [YAML.Node]) -> [String: [ChannelTrouble]] {
    var troubles: [String: [ChannelTrouble]] = [:]
    for layer in layers {
      guard let mapping = layer.mapping else {
        reading.report(.wrongShape, at: layer, "`channels` is a mapping of channels to troubles, not \(layer.kindName)")
        continue
      }
      for entry in mapping.entries {
        check(entry)
        troubles[entry.name] = (entry.value.sequence ?? [entry.value]).compactMap(trouble)
      }
    }
    return troubles
  }

  private func check(_ entry: YAML.Mapping.Entry) {
    let known = names.installation.channelNames
    guard !known.contains(entry.name) else { return }
    reading.report(
      .unknownChannel, at: entry.key, "there is no channel `\(entry.name)`",
      hint: CEL.Spelling.hint(entry.name, among: known) ?? "there are \(known.map { "`\($0)`" }.joined(separator: ", "))")
  }

  private func trouble(_ node: YAML.Node) -> ChannelTrouble? {
    guard let fields = ScenarioFields(node, "a trouble", keys: ScenarioForms.trouble.names, reading),
      let (key, value) = fields.one(of: ["refuses", "fails", "loses", "delivers"], hint: "`refuses`, `fails`, `loses` or `delivers`")
    else { return nil }
    let text = value.text ?? ""
    let kind: ChannelTrouble.Kind =
      switch key {
      case "refuses": .refuses(text)
      case "fails": .fails(text)
      case "loses": .loses(text)
      default: .delivers
      }
    return ChannelTrouble(from: fields["from"].flatMap { times.time($0, "`from`") }, recipient: fields.text("to"), kind: kind)
  }
}
