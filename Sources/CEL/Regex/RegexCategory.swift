/// Unicode's general categories as bits of a mask.
enum RegexCategory {
  private static let order: [(name: String, category: Unicode.GeneralCategory)] = [
    ("Lu", .uppercaseLetter), ("Ll", .lowercaseLetter), ("Lt", .titlecaseLetter), ("Lm", .modifierLetter), ("Lo", .otherLetter),
    ("Mn", .nonspacingMark), ("Mc", .spacingMark), ("Me", .enclosingMark),
    ("Nd", .decimalNumber), ("Nl", .letterNumber), ("No", .otherNumber),
    ("Pc", .connectorPunctuation), ("Pd", .dashPunctuation), ("Ps", .openPunctuation), ("Pe", .closePunctuation),
    ("Pi", .initialPunctuation), ("Pf", .finalPunctuation), ("Po", .otherPunctuation),
    ("Sm", .mathSymbol), ("Sc", .currencySymbol), ("Sk", .modifierSymbol), ("So", .otherSymbol),
    ("Zs", .spaceSeparator), ("Zl", .lineSeparator), ("Zp", .paragraphSeparator),
    ("Cc", .control), ("Cf", .format), ("Cs", .surrogate), ("Co", .privateUse), ("Cn", .unassigned),
  ]

  static let all: UInt32 = 1 << UInt32(order.count) - 1

  private static let bits: [Unicode.GeneralCategory: UInt32] = Dictionary(
    uniqueKeysWithValues: order.enumerated().map { ($1.category, 1 << UInt32($0)) })

  static func bit(of category: Unicode.GeneralCategory) -> UInt32 { bits[category] ?? 0 }

  /// The categories of `Lu`, or of all that begin with `L`; nil where there are none.
  static func mask(_ name: String) -> UInt32? {
    guard name.utf8.count == 1 || name.utf8.count == 2 else { return nil }
    let mask = order.filter { $0.name.hasPrefix(name) && !(name == "C" && $0.name == "Cn") }
      .reduce(UInt32(0)) { $0 | bit(of: $1.category) }
    return mask == 0 ? nil : mask
  }
}
