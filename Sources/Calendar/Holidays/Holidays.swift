/// Days off with what people call them, read from a file.
package struct Holidays: Hashable, Sendable {
  package private(set) var names: [LocalDate: String] = [:]

  /// Three years of a country take 20 KB; a file this large is something else.
  static let bytesMax = 4 << 20
  /// What people can read.
  static let nameMax = 200

  init() {}

  /// Two holidays on one day are one day off with both names.
  mutating func add(_ date: LocalDate, _ name: String, line: Int?) throws(HolidayError) {
    guard name.count <= Holidays.nameMax else {
      throw HolidayError(line: line, problem: "the holiday of \(date) has a very long name", hint: "at most \(Holidays.nameMax) characters")
    }
    guard let known = names[date] else {
      guard names.count < BusinessCalendar.holidaysMax else {
        throw HolidayError(line: line, problem: "too many holidays", hint: "at most \(BusinessCalendar.holidaysMax) in one calendar")
      }
      names[date] = name
      return
    }
    if known != name, known.count + name.count <= Holidays.nameMax { names[date] = "\(known); \(name)" }
  }

  mutating func remove(_ date: LocalDate) { names[date] = nil }

  static func checkSize(_ bytes: [UInt8]) throws(HolidayError) {
    guard bytes.count <= bytesMax else {
      throw HolidayError(line: nil, problem: "the file has \(bytes.count) bytes", hint: "at most \(bytesMax)")
    }
  }
}
