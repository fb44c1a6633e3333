/// Everything that the checker can say, one stable code each: a code keeps its meaning for ever and is never given away again.
///
/// The hundreds are a topic: T00 YAML, T01 the shape of the file, T02 expressions and types, T03 states, T04 time, T05 actions
/// and what they name, T06 contacts.
package enum DiagnosticCode: String, CaseIterable, Sendable {
  case yamlSyntax = "T0001"
  case yamlQuoting = "T0002"
  case duplicateKey = "T0003"
  case yamlAlias = "T0004"
  case yamlTag = "T0005"
  case yamlDocument = "T0006"
  case yamlLimit = "T0007"

  case unknownKey = "T0101"
  case missingKey = "T0102"
  case wrongShape = "T0103"
  case unknownWord = "T0104"
  case notInThisVersion = "T0105"
  case badName = "T0106"
  case badNumber = "T0107"
  case excludedKey = "T0108"
  case tooMuch = "T0109"

  case expressionSyntax = "T0201"
  case expressionMeaning = "T0202"
  case wrongType = "T0203"
  case textForExpression = "T0204"
  case unknownType = "T0205"
  case letCircle = "T0206"
  case badDefault = "T0207"
  case shadowedName = "T0208"
  case absentField = "T0209"

  case unknownTarget = "T0301"
  case ambiguousTarget = "T0302"
  case unreachableState = "T0303"
  case trap = "T0304"
  case alwaysCircle = "T0305"
  case forgottenEscalation = "T0306"
  case shadowedTransition = "T0307"
  case stateKind = "T0308"
  case noInitial = "T0309"
  case unknownDone = "T0310"

  case badCron = "T0401"
  case cronNeverFires = "T0402"
  case badDuration = "T0403"
  case impossibleDay = "T0404"
  case unknownZone = "T0405"
  case unknownCalendar = "T0406"
  case keyTooCoarse = "T0407"

  case unknownAction = "T0501"
  case actionCircle = "T0502"
  case unknownTemplate = "T0503"
  case unknownCard = "T0504"
  case unknownChannel = "T0505"
  case unknownSource = "T0506"
  case unknownWorkflow = "T0507"
  case unhandledAnswer = "T0508"
  case unknownField = "T0509"
  case attachmentAsCSV = "T0510"
  case unusedName = "T0511"

  case badContact = "T0601"

  /// One line for a list of codes.
  package var meaning: String {
    switch self {
    case .yamlSyntax: "The file is not YAML here."
    case .yamlQuoting: "An expression with a comma, colon or brace stands unquoted."
    case .duplicateKey: "A key stands twice in one mapping."
    case .yamlAlias: "An alias or merge key refers to nothing, or to itself."
    case .yamlTag: "A YAML tag, which is not used here; mostly an unquoted `!`."
    case .yamlDocument: "The file is empty or holds several documents."
    case .yamlLimit: "The file is larger or deeper than any that a person writes."
    case .unknownKey: "A key that means nothing here."
    case .missingKey: "A key is missing that must stand here."
    case .wrongShape: "Text where a list or mapping belongs, or the other way round."
    case .unknownWord: "A word that is not one of those allowed here."
    case .notInThisVersion: "Part of the language, but not in this version yet."
    case .badName: "A name with characters that a name cannot have."
    case .badNumber: "Not a number, or outside its range."
    case .excludedKey: "Two keys that cannot stand together."
    case .tooMuch: "More states, actions or nesting than there may be."
    case .expressionSyntax: "An expression that cannot be read."
    case .expressionMeaning: "An expression with an unknown name, field or function, or with types that do not go together."
    case .wrongType: "An expression of another type than its place takes."
    case .textForExpression: "Plain text where an expression is meant."
    case .unknownType: "A type that is declared nowhere."
    case .letCircle: "Named expressions or types that need each other in a circle."
    case .badDefault: "A default that reads what is not there yet."
    case .shadowedName: "A name that hides another."
    case .absentField: "A field that may be absent is read without asking, or a call that always fails."
    case .unknownTarget: "A transition to a state that does not exist."
    case .ambiguousTarget: "A transition to a name that several states have."
    case .unreachableState: "A state that nothing ever enters."
    case .trap: "A state that cannot be left and is not final."
    case .alwaysCircle: "Transitions without a condition that go round for ever."
    case .forgottenEscalation: "A state in which nothing will ever happen by itself."
    case .shadowedTransition: "A transition that never has its turn."
    case .stateKind: "Something that this kind of state cannot have."
    case .noInitial: "A state with children and no first one."
    case .unknownDone: "`done.STATE` of a state that never is done."
    case .badCron: "Not a cron expression."
    case .cronNeverFires: "A cron expression that no date fits."
    case .badDuration: "Not a duration."
    case .impossibleDay: "A day or time of day that does not exist."
    case .unknownZone: "Not a time zone."
    case .unknownCalendar: "A calendar that is not there."
    case .keyTooCoarse: "A start that fires more often than its key changes."
    case .unknownAction: "An action that is not under `actions`."
    case .actionCircle: "Actions that name each other in a circle."
    case .unknownTemplate: "A mail template that is not there."
    case .unknownCard: "A card that is not there."
    case .unknownChannel: "A channel that is not set up."
    case .unknownSource: "A source that is not set up."
    case .unknownWorkflow: "A workflow that is not there."
    case .unhandledAnswer: "An answer that people can give and no state handles."
    case .unknownField: "A value for a field that is not declared."
    case .attachmentAsCSV: "A workbook is asked for; it goes out as CSV in this version."
    case .unusedName: "A name that nothing uses."
    case .badContact: "A contact without a name or a usable address."
    }
  }
}

extension Diagnostic {
  package init(
    _ code: DiagnosticCode, severity: Severity = .error, place: Place, length: Int = 1, message: String, hint: String? = nil
  ) {
    self.init(code: code.rawValue, severity: severity, place: place, length: length, message: message, hint: hint)
  }
}
