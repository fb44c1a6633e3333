import Calendar

/// What the page says, in the recipient's language.
struct AnswerWords: Sendable {
  var language: Language
  var actAs: String
  var actInRoom: String
  var standing: String
  var openRows: String
  var fixedRows: String
  var next: String
  var soFar: String
  var nothingSoFar: String
  var withdrawnMark: String
  var code: String
  var codeHelp: String
  var name: String
  var nameHelp: String
  var reason: String
  var reasonNeeded: String
  var reasonOptional: String
  var otherAnswers: String
  var send: String
  var notMe: String
  var notMeHelp: String
  var taken: String
  var takenWait: String
  var quietUntil: String
  var undo: String
  var undoUntil: String
  var before: String
  var stale: String
  var staleLink: String
  var over: String
  var expired: String
  var nothing: String
  var wrongCode: String
  var tooMany: String
  var needsReason: String
  var needsName: String
  var cannotWithdraw: String
  var trouble: String
  var reference: String
  var scanners: String

  static func of(_ language: String?) -> AnswerWords {
    switch language?.prefix(2).lowercased() {
    case "de": german
    case "bn": bengali
    default: english
    }
  }

  /// `d MMMM yyyy, HH:mm z` with the weekday.
  func time(_ instant: Instant, _ zone: Zone) -> String {
    let pattern = language == .german ? "EEEE, d. MMMM yyyy, HH:mm z" : "EEEE d MMMM yyyy, HH:mm z"
    // The pattern is ours and known to parse; without it the instant itself is shown.
    return (try? DatePattern(parsing: pattern))?.format(instant, in: zone, language: language) ?? instant.description
  }

  func filled(_ text: String, _ values: String...) -> String {
    values.enumerated().reduce(text) { $0.replacing("%\($1.offset + 1)", with: $1.element) }
  }
}
