import CEL
import Workflow

/// What a place of the file takes, as a type and in words.
enum Expected {
  case any
  /// A key, a name of a partner.
  case text
  /// `guard`, `if`.
  case condition
  /// The key of an `at`, `until`.
  case instant
  /// The key of an `after`: how long, or until when.
  case delay
  /// `deadline` of a mail: a time, or null.
  case deadline
  /// What `forEach` goes through.
  case list
  /// A contact, an address, or a list of these.
  case addressees
  /// Rows of items.
  case rows
  /// The declared type of a field.
  case field(CELType, isOptional: Bool)

  var words: String {
    switch self {
    case .any: "a value"
    case .text: "text"
    case .condition: "true or false"
    case .instant: "a time"
    case .delay: "a duration or a time"
    case .deadline: "a time or null"
    case .list: "a list"
    case .addressees: "a contact, an address or a list of these"
    case .rows: "a list of rows"
    case .field(let type, _): "\(type)"
    }
  }

  /// The one type that fits, where there is one: a map literal is then read as the record that is wanted.
  var type: CELType? {
    switch self {
    case .any, .list, .addressees, .rows, .delay, .deadline: nil
    case .text: .string
    case .condition: .bool
    case .instant: .timestamp
    case .field(let type, _): type
    }
  }

  var isOptional: Bool {
    if case .field(_, isOptional: true) = self { true } else { false }
  }

  /// Whether plain words written here were probably meant as text.
  var takesText: Bool {
    switch self {
    case .any, .text, .addressees: true
    case .condition, .instant, .list, .rows, .delay, .deadline: false
    case .field(let type, _): type == .string || type == .dyn
    }
  }

  func accepts(_ type: CELType) -> Bool {
    switch self {
    case .any: true
    case .text: Self.fits(type, .string)
    case .condition: Self.fits(type, .bool)
    case .instant: Self.fits(type, .timestamp)
    case .delay: Self.fits(type, .timestamp) || Self.fits(type, .duration)
    case .deadline: type == .null || Self.fits(type, .timestamp) || Self.isAbsent(type, .timestamp)
    case .list: Self.fits(type, .list(.dyn))
    case .addressees: Self.isAddressee(type)
    case .rows: Self.isRows(type)
    case .field(let declared, let isOptional): Self.fits(type, declared) || isOptional && Self.isAbsent(type, declared)
    }
  }

  /// Whether a value of a type can be kept where another is declared. What is known at run time only is looked at then; a map
  /// may stand for a record.
  static func fits(_ type: CELType, _ declared: CELType) -> Bool {
    switch (type, declared) {
    case (.dyn, _), (_, .dyn), (.error, _), (_, .error): true
    // Looked at field by field when it comes.
    case (.object, _) where AnswerType.isRow(type): fits(.map(.string, .dyn), declared)
    case (.list(let left), .list(let right)): fits(left, right)
    case (.map(let leftKey, let leftValue), .map(let rightKey, let rightValue)): fits(leftKey, rightKey) && fits(leftValue, rightValue)
    case (.map(let key, _), .object): fits(key, .string)
    default: type == declared
    }
  }

  private static func isAbsent(_ type: CELType, _ declared: CELType) -> Bool {
    if case .optional(let wrapped) = type { return fits(wrapped, declared) }
    return type == .null
  }

  private static func isAddressee(_ type: CELType) -> Bool {
    switch type {
    case .dyn, .error, .string, .null: true
    case .object(let name): name == StandardTypes.contact.name
    case .list(let element): isAddressee(element)
    default: false
    }
  }

  private static func isRows(_ type: CELType) -> Bool {
    switch type {
    case .dyn, .error: return true
    case .list(let element):
      switch element {
      case .dyn, .error, .object, .map: return true
      default: return false
      }
    default: return false
    }
  }
}
