import Calendar
import Channel
import Executor
import Machine
import Store
import Workflow

/// The pages that links lead to. They work without script, by keyboard, at 320 px, in light and dark.
struct AnswerPages: Sendable {
  let zone: Zone
  let desk: AnswerDesk

  /// What a page is drawn from.
  struct View {
    var found: AnswerCase
    var token: String
    /// The answer that the link is for.
    var event: String
    var now: Instant
    /// Why the last try was not taken in.
    var objection: String?
    /// What was typed, so that nobody has to type it again.
    var submission: AnswerDesk.Submission?
    /// The link of the newest message's page, where this is not it.
    var newest: String?
  }

  func page(_ view: View) -> String {
    let words = AnswerWords.of(view.found.message.recipient.language)
    let label = Self.label(view.event, view.found, words)
    let body = HTMLText.joined([
      """
      <h1>\(label)</h1>
      <p class="subject">\(view.found.title)</p>
      """,
      view.objection.map { "<p class=\"note bad\" role=\"alert\">\($0)</p>" } ?? .nothing,
      standing(view, label, words),
      facts(view, words),
      form(view, label, words),
      soFar(view, words),
      others(view, words),
    ])
    return Self.document(title: "\(label) – \(view.found.title)", language: words.language, body)
  }

  private static func label(_ event: String, _ found: AnswerCase, _ words: AnswerWords) -> String {
    if event == AnswerDesk.notMe { return words.notMe }
    return found.offers.first { $0.event == event }?.label(in: words.language.rawValue) ?? event
  }

  /// Done already, replaced, over; or, after one's own answer, when and how to take it back.
  private func standing(_ view: View, _ label: String, _ words: AnswerWords) -> HTMLText {
    let found = view.found
    if found.instance.status.isEnded {
      let at = words.time(found.instance.closedAt ?? found.instance.now, zone)
      return
        "<p class=\"note\" role=\"status\">\(words.filled(words.over, found.instance.outcome ?? found.instance.status.rawValue, at))</p>"
    }
    if let newest = view.newest {
      return "<p class=\"note\" role=\"status\">\(words.stale) <a href=\"\(newest)\">\(words.staleLink)</a></p>"
    }
    guard let given = found.standing(view.event) else { return "<p class=\"quiet\">\(words.scanners)</p>" }
    let at = words.time(given.at, zone)
    guard desk.withdrawable(found, at: view.now)?.key == given.key else {
      return "<p class=\"note\" role=\"status\">\(words.filled(words.before, label, given.by, at))</p>"
    }
    let outlook = given.isUnread ? words.takenWait : found.deadline.map { words.filled(words.quietUntil, words.time($0, zone)) } ?? ""
    return """
      <p class="note good" role="status">\(words.filled(words.taken, label, at)) \(outlook)</p>
      <form method="post" action="withdrawn" autocomplete="off">
      <p>\(words.filled(words.undoUntil, words.time(given.at.adding(seconds: AnswerDesk.undoSeconds), zone)))</p>
      \(codeField(words))
      \(found.isOfRoom ? nameField(view, words) : .nothing)
      <p><button type="submit" class="second">\(words.undo)</button></p>
      </form>
      """
  }

  private func facts(_ view: View, _ words: AnswerWords) -> HTMLText {
    let found = view.found
    let rows: HTMLText =
      found.instance.items.isEmpty
      ? .nothing
      : """
      <dt>\(words.openRows)</dt><dd>\(found.openRows)</dd>
      <dt>\(words.fixedRows)</dt><dd>\(found.closedRows)</dd>
      """
    let next: HTMLText = found.deadline.map { "<dt>\(words.next)</dt><dd>\(words.time($0, zone))</dd>" } ?? .nothing
    return """
      <dl>
      <dt>\(found.isOfRoom ? words.actInRoom : words.actAs)</dt><dd><strong>\(found.recipient)</strong></dd>
      <dt>\(words.standing)</dt><dd>\(found.state)</dd>
      \(rows)
      \(next)
      <dt>\(words.reference)</dt><dd>\(found.instance.workflow)/\(found.instance.key)</dd>
      </dl>
      """
  }

  private func form(_ view: View, _ label: String, _ words: AnswerWords) -> HTMLText {
    let found = view.found
    guard !found.instance.status.isEnded, view.newest == nil, found.standing(view.event) == nil else { return .nothing }
    let isNotMe = view.event == AnswerDesk.notMe
    let asksReason = isNotMe || found.offers.first { $0.event == view.event }?.asksReason == true
    let need = asksReason ? words.reasonNeeded : words.reasonOptional
    let required: HTMLText = asksReason ? " required" : ""
    return """
      \(isNotMe ? "<p>\(words.notMeHelp)</p>" : .nothing)
      <form method="post" action="\(view.event)" autocomplete="off">
      \(codeField(words))
      \(found.isOfRoom ? nameField(view, words) : .nothing)
      <p><label for="reason">\(words.reason) (\(need))</label>
      <textarea id="reason" name="reason" rows="3" maxlength="\(AnswerDesk.reasonLengthMax)"\(required)>\(view.submission?.reason ?? "")</textarea></p>
      <p><button type="submit">\(words.filled(words.send, label))</button></p>
      </form>
      """
  }

  private func codeField(_ words: AnswerWords) -> HTMLText {
    """
    <p><label for="code">\(words.code)</label>
    <input id="code" name="code" type="text" required minlength="3" maxlength="8" size="6" autocapitalize="characters"
    spellcheck="false" aria-describedby="code-help"> <span id="code-help" class="help">\(words.codeHelp)</span></p>
    """
  }

  private func nameField(_ view: View, _ words: AnswerWords) -> HTMLText {
    """
    <p><label for="name">\(words.name)</label>
    <input id="name" name="name" type="text" required maxlength="\(AnswerDesk.nameLengthMax)" autocomplete="name"
    value="\(view.submission?.name ?? "")" aria-describedby="name-help">
    <span id="name-help" class="help">\(words.filled(words.nameHelp, view.found.recipient))</span></p>
    """
  }

  private func soFar(_ view: View, _ words: AnswerWords) -> HTMLText {
    let lines = view.found.given.map { given -> HTMLText in
      let label = Self.label(given.event, view.found, words)
      let reason: HTMLText = given.reason.isEmpty ? .nothing : "<br><q>\(given.reason)</q>"
      let mark: HTMLText = given.isWithdrawn ? " (\(words.withdrawnMark))" : .nothing
      return "<li>\(words.time(given.at, zone)): \(label), \(given.by)\(mark)\(reason)</li>"
    }
    let list: HTMLText = lines.isEmpty ? "<p>\(words.nothingSoFar)</p>" : "<ul>\(HTMLText.joined(lines))</ul>"
    return "<h2>\(words.soFar)</h2>\n\(list)"
  }

  private func others(_ view: View, _ words: AnswerWords) -> HTMLText {
    let events = view.found.offers.map(\.event) + (view.found.isOfRoom ? [] : [AnswerDesk.notMe])
    let rest = events.filter { $0 != view.event }
    guard !rest.isEmpty, !view.found.instance.status.isEnded, view.newest == nil else { return .nothing }
    let links = rest.map { "<li><a href=\"\($0)\">\(Self.label($0, view.found, words))</a></li>" as HTMLText }
    return "<h2>\(words.otherAnswers)</h2><ul>\(HTMLText.joined(links))</ul>"
  }

  /// A page that says one thing only.
  static func notice(_ text: String, _ words: AnswerWords = .english) -> String {
    document(title: "Tocsin", language: words.language, "<h1>Tocsin</h1><p class=\"note\" role=\"status\">\(text)</p>")
  }

  private static func document(title: String, language: Language, _ body: HTMLText) -> String {
    let page: HTMLText = """
      <!DOCTYPE html>
      <html lang="\(language.rawValue)">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="robots" content="noindex, nofollow">
      <title>\(title)</title>
      <link rel="stylesheet" href="../style.css">
      </head>
      <body><main>
      \(body)
      </main></body>
      </html>

      """
    return page.text
  }
}
