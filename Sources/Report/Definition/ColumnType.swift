package import CEL

/// What a column or a parameter of a report holds.
package enum ColumnType: String, CaseIterable, Hashable, Sendable {
  case string
  /// A whole number of 64 bits.
  case int
  /// Money and other exact fractions.
  case decimal
  case double
  case bool
  /// A day, in no zone.
  case date
  /// An instant; where a database keeps it without a zone, the source's zone is meant.
  case timestamp

  /// What expressions see. Decimals are doubles there: 15 digits, enough for a sum in taka; a date is its text.
  package var celType: CELType {
    switch self {
    case .string, .date: .string
    case .int: .int
    case .decimal, .double: .double
    case .bool: .bool
    case .timestamp: .timestamp
    }
  }
}

/// A column of a report's answer.
package struct ReportColumn: Hashable, Sendable {
  package var name: String
  package var type: ColumnType
  /// The heading for people.
  package var title: String

  package init(_ name: String, _ type: ColumnType, title: String? = nil) {
    (self.name, self.type) = (name, type)
    self.title = title ?? name
  }
}

/// What a report is asked with.
package struct ReportParameter: Hashable, Sendable {
  package var name: String
  package var type: ColumnType
  /// NULL where it is not given.
  package var isOptional: Bool
  /// As written in the file.
  package var fallback: String?
  package var title: String

  package init(_ name: String, _ type: ColumnType, isOptional: Bool = false, fallback: String? = nil, title: String = "") {
    (self.name, self.type, self.isOptional, self.fallback, self.title) = (name, type, isOptional, fallback, title)
  }
}
