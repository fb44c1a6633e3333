extension Holidays {
  /// `{"days": [{"date": "2026-01-01", "name": "Neujahr"}]}`; other fields are left alone.
  package init(json bytes: [UInt8]) throws(HolidayError) {
    try Holidays.checkSize(bytes)
    var reader = JSONReader(bytes)
    let document = try reader.document()
    guard case .object(let fields) = document, case .array(let days)? = fields["days"] else {
      throw HolidayError(
        line: nil, problem: "there is no list `days`", hint: #"write {"days": [{"date": "2026-01-01", "name": "New Year"}]}"#)
    }
    self.init()
    for (index, day) in days.enumerated() {
      guard case .object(let fields) = day, case .string(let text)? = fields["date"], case .string(let name)? = fields["name"] else {
        throw HolidayError(
          line: nil, problem: "day \(index + 1) of `days` has no `date` or no `name`",
          hint: #"write {"date": "2026-01-01", "name": "New Year"}"#)
      }
      try add(Holidays.date(text, day: index + 1), name, line: nil)
    }
  }

  private static func date(_ text: String, day: Int) throws(HolidayError) -> LocalDate {
    do throws(TimeTextError) {
      return try LocalDate(parsing: text)
    } catch {
      throw HolidayError(line: nil, problem: "day \(day) of `days`: `\(error.text)` \(error.problem)", hint: error.hint)
    }
  }
}
