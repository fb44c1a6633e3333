import Calendar
import Workflow
import YAML

/// Reads `email` and `teams`: what is sent, to whom, and when it is not to go after all.
struct MessageReader {
  let compilation: Compilation
  let scope: NameScope

  init(_ compilation: Compilation, _ scope: NameScope) {
    self.compilation = compilation
    self.scope = scope
  }

  private var reading: Reading { compilation.reading }

  /// - Parameter name: of the action that it stands in.
  func email(_ node: YAML.Node, named name: String?) -> MessageSpec? {
    guard let fields = Fields(node, WorkflowForms.email, reading) else { return nil }
    let said = WrittenMailReader(compilation, scope).read(fields, named: name)
    let to = fields.required("to", hint: "to: contacts.emsp_lead").flatMap { compilation.expression($0, .addressees, "`to`", scope) }
    let cc = fields["cc"].flatMap { compilation.expression($0, .addressees, "`cc`", scope) }
    let bcc = fields["bcc"].flatMap { compilation.expression($0, .addressees, "`bcc`", scope) }
    let replyTo = fields["replyTo"].flatMap { compilation.expression($0, .addressees, "`replyTo`", scope) }
    let importance = fields["importance"].flatMap { reading.word($0, "importance", of: EmailSpec.Importance.self) }
    let attachments = fields["attach"].map { reading.list($0).compactMap(attachment) } ?? []
    let answers = fields["answers"].map(answers) ?? []
    let deadline = fields["deadline"].flatMap { compilation.expression($0, .deadline, "`deadline`", scope) }
    let thread = fields["thread"].flatMap { reading.name($0, "the name of a thread") }
    let digest = digest(fields, importance ?? .normal)
    let shared = common(fields)
    guard let said, let to else { return nil }
    if let node = fields["template"] { check(said.name, in: compilation.known.templates, .unknownTemplate, "mail template", node) }
    let spec = EmailSpec(
      template: said.name, written: said.written, to: to, cc: cc, bcc: bcc, replyTo: replyTo, importance: importance ?? .normal,
      attachments: attachments, answers: answers, thread: thread, deadline: deadline, digest: digest)
    return shared.message(.email(spec), reading.place(fields.start.start), scope)
  }

  /// `groupBy`, and how long mails wait for each other.
  private func digest(_ fields: Fields, _ importance: EmailSpec.Importance) -> DigestSpec? {
    let wait = fields["groupWait"].flatMap { reading.delay($0, "`groupWait`") }
    let interval = fields["groupInterval"].flatMap { reading.delay($0, "`groupInterval`") }
    guard let node = fields["groupBy"] else {
      if let key = fields.key("groupWait") ?? fields.key("groupInterval") {
        reading.report(.missingKey, at: key, "only mails with `groupBy` wait for each other", hint: "groupBy: '\"all\"'")
      }
      return nil
    }
    let groupBy = compilation.expression(node, .text, "`groupBy`", scope)
    if importance == .high, let key = fields.key("importance") {
      reading.report(
        .excludedKey, at: key, "a mail of high importance does not wait to be part of a digest",
        hint: "leave `groupBy` out, or `importance`")
    }
    for name in ["thread", "deadline"] {
      guard let key = fields.key(name) else { continue }
      reading.report(
        .excludedKey, at: key, "a digest holds mails of several instances, `\(name)` belongs to one", hint: "leave one of the two out")
    }
    return groupBy.map {
      DigestSpec(groupBy: $0, groupWait: wait ?? DigestSpec.groupWaitUsual, groupInterval: interval ?? DigestSpec.groupIntervalUsual)
    }
  }

  func teams(_ node: YAML.Node) -> MessageSpec? {
    guard let fields = Fields(node, WorkflowForms.teams, reading) else { return nil }
    let channel = fields.required("channel", hint: "the webhook's name in tocsin.yaml: `channel: alerts`").flatMap {
      reading.text($0, "`channel`")
    }
    let card = fields.required("card", hint: "the card's JSON file without its ending: `card: emsp/escalation`").flatMap {
      reading.text($0, "`card`")
    }
    let answers = fields["answers"].map(answers) ?? []
    let shared = common(fields)
    guard let channel, let card else { return nil }
    if let node = fields["channel"] { check(channel, in: compilation.known.channels, .unknownChannel, "channel", node) }
    if let node = fields["card"] { check(card, in: compilation.known.cards, .unknownCard, "card", node) }
    return shared.message(.teams(TeamsSpec(channel: channel, card: card, answers: answers)), reading.place(fields.start.start), scope)
  }

  func webhook(_ node: YAML.Node) -> MessageSpec? {
    guard let fields = Fields(node, WorkflowForms.webhook, reading) else { return nil }
    let room = fields.required("to", hint: "its name in tocsin.yaml, under `webhooks`: `to: ticketing`").flatMap {
      reading.text($0, "`to`")
    }
    let body = fields.required("body", hint: "the JSON file without its ending: `body: tickets/open`").flatMap {
      reading.text($0, "`body`")
    }
    let answers = fields["answers"].map(answers) ?? []
    let shared = common(fields)
    guard let room, let body else { return nil }
    if let node = fields["to"] { check(room, in: compilation.known.webhooks, .unknownChannel, "webhook", node) }
    if let node = fields["body"] { check(body, in: compilation.known.cards, .unknownCard, "JSON template", node) }
    let spec = TeamsSpec(kind: .webhook, channel: room, card: body, answers: answers)
    return shared.message(.teams(spec), reading.place(fields.start.start), scope)
  }

  private func check(_ name: String, in known: Set<String>?, _ code: DiagnosticCode, _ what: String, _ node: YAML.Node) {
    guard let known, !known.contains(name) else { return }
    reading.report(
      code, at: node, "there is no \(what) `\(name)`", hint: Suggestion.hint(for: name, among: known.sorted(), listed: "there are"))
  }

  private struct Common {
    var condition: Expression?
    var cancelsOnExit: Bool
    var notWithin: Delay?
    var onUncertain: OnUncertain?

    func message(_ medium: MessageSpec.Medium, _ place: Place, _ scope: NameScope) -> MessageSpec {
      MessageSpec(
        medium: medium, condition: condition, cancelsOnExit: cancelsOnExit, notWithin: notWithin, onUncertain: onUncertain, scope: scope,
        place: place)
    }
  }

  private func common(_ fields: Fields) -> Common {
    Common(
      condition: fields["if"].flatMap { compilation.expression($0, .condition, "`if`", scope) },
      cancelsOnExit: fields["cancelOnExit"].flatMap { reading.boolean($0, "`cancelOnExit`") } ?? true,
      notWithin: fields["notWithin"].flatMap { reading.delay($0, "`notWithin`") },
      onUncertain: fields["onUncertain"].flatMap { reading.word($0, "`onUncertain`", of: OnUncertain.self) })
  }

  /// `{items: xlsx}` or `{items: csv}`.
  private func attachment(_ node: YAML.Node) -> AttachmentSpec? {
    guard let fields = Fields(node, WorkflowForms.attachment, reading),
      let format = fields.required("items", hint: "attach: [{items: csv}]"),
      let word = reading.word(format, "format", of: AttachmentSpec.Format.self)
    else { return nil }
    if compilation.types.item == nil {
      reading.report(.unknownField, at: format, "this workflow tracks no rows to attach", hint: "declare their type: `items: NAME`")
    }
    return AttachmentSpec(format: word)
  }

  private func answers(_ node: YAML.Node) -> [AnswerSpec] {
    reading.entries(node, "`answers`").compactMap { entry in
      guard let event = reading.name(entry.key, "the name of an answer"), let answer = answer(event, entry.value) else { return nil }
      compilation.answered(event, at: entry.key)
      return answer
    }
  }

  /// `We are on it`, or `{label: We are on it, labels: {de: Wir kümmern uns}, reason: true}`.
  private func answer(_ event: String, _ node: YAML.Node) -> AnswerSpec? {
    guard node.mapping != nil else { return reading.text(node, "the words of `\(event)`").map { AnswerSpec(event: event, label: $0) } }
    guard let fields = Fields(node, WorkflowForms.answer, reading),
      let label = fields.required("label", hint: "label: We are on it").flatMap({ reading.text($0, "`label`") })
    else { return nil }
    var labels: [String: String] = [:]
    for entry in fields["labels"].map({ reading.entries($0, "`labels`") }) ?? [] {
      guard let language = entry.key.text, let words = reading.text(entry.value, "the words in `\(language)`") else { continue }
      labels[language] = words
    }
    return AnswerSpec(
      event: event, label: label, labels: labels, asksReason: fields["reason"].flatMap { reading.boolean($0, "`reason`") } ?? false)
  }
}
