import CEL
import Calendar
import Foundation

/// Charging sessions as councils publish them, one CSV file, brought into one form.
struct SessionTable {
  struct Row {
    let id: String
    let chargePoint: String
    let connector: String
    let start: Wall?
    let end: Wall?
    let energy: String
  }

  /// A wall clock's time as the file has it.
  struct Wall {
    var year: Int
    var month: Int
    var day: Int
    let seconds: Int
  }

  let name: String
  let rows: [Row]
  /// Perth's dates went through a program that took day for month wherever it could.
  var isPerth: Bool { name.hasPrefix("perth") }

  /// Nil where the columns are none that we know.
  init?(_ file: URL) throws {
    name = file.lastPathComponent
    var records = CSV.records(try String(contentsOf: file, encoding: .utf8))
    guard !records.isEmpty else { return nil }
    let header = records.removeFirst().map { $0.replacing("_", with: " ").trimmingCharacters(in: .whitespaces) }
    let columns = Dictionary(header.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let isCouncil = ["CP ID", "Connector", "Start Date", "Start Time", "End Date", "End Time", "Total kWh"].allSatisfy {
      columns[$0] != nil
    }
    let isWorkplace = ["sessionId", "kwhTotal", "created", "ended", "stationId"].allSatisfy { columns[$0] != nil }
    guard isCouncil || isWorkplace else { return nil }
    rows = records.enumerated().map { number, fields in
      func field(_ names: String...) -> String {
        names.lazy.compactMap { columns[$0] }.first.flatMap { $0 < fields.count ? fields[$0] : nil } ?? ""
      }
      if isWorkplace {
        return Row(
          id: field("sessionId"), chargePoint: field("stationId"), connector: "1", start: Wall(joined: field("created")),
          end: Wall(joined: field("ended")), energy: field("kwhTotal"))
      }
      let id = field("Charging event", " id", "id")
      return Row(
        id: id.isEmpty ? "row\(number)" : id, chargePoint: field("CP ID"), connector: field("Connector"),
        start: Wall(date: field("Start Date"), time: field("Start Time")), end: Wall(date: field("End Date"), time: field("End Time")),
        energy: field("Total kWh"))
    }
  }
}

extension SessionTable.Wall {
  /// `06/09/2018` and `23:55`, `2018-08-31T00:00:00` and `22:48`, `2017/08/31 00:00:00` and `22:12:00`.
  init?(date: String, time: String) {
    let day = date.prefix(10).split { "/-".contains($0) }.compactMap { Int($0) }
    let clock = time.split(separator: ":").compactMap { Int($0) }
    guard day.count == 3, clock.count >= 2 else { return nil }
    let isYearFirst = day[0] > 31 || date.prefix(4).allSatisfy(\.isNumber)
    self.init(
      year: isYearFirst ? day[0] : day[2], month: day[1], day: isYearFirst ? day[2] : day[0],
      seconds: clock[0] * 3_600 + clock[1] * 60 + (clock.count > 2 ? clock[2] : 0))
  }

  /// `0014-11-18 15:40:26`: a year of the first century is one of ours.
  init?(joined text: String) {
    let parts = text.split(separator: " ")
    guard parts.count == 2 else { return nil }
    self.init(date: String(parts[0]), time: String(parts[1]))
    if year < 100 { year += 2_000 }
  }

  /// Day and month put back.
  var swappedBack: Self {
    day <= 12 ? Self(year: year, month: day, day: month, seconds: seconds) : self
  }

  func instant(in zone: Zone) -> Instant? {
    guard let date = LocalDate(year: year, month: month, day: day),
      let time = try? LocalTime(parsing: Self.text(seconds))  // hours and minutes that are none are no time
    else { return nil }
    return zone.instant(of: date, at: time)
  }

  private static func text(_ seconds: Int) -> String {
    [seconds / 3_600, seconds / 60 % 60, seconds % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
  }
}

/// RFC 4180.
enum CSV {
  static func records(_ text: String) -> [[String]] {
    var records: [[String]] = []
    var record: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    var bytes = Array(text.utf8)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    func close() { record.append(String(decoding: field, as: UTF8.self)); field.removeAll(keepingCapacity: true) }
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if isQuoted {
        if byte == 0x22, index + 1 < bytes.count, bytes[index + 1] == 0x22 {
          field.append(byte)
          index += 1
        } else if byte == 0x22 {
          isQuoted = false
        } else {
          field.append(byte)
        }
      } else if byte == 0x22 {
        isQuoted = true
      } else if byte == 0x2C {
        close()
      } else if byte == 0x0A {
        close()
        records.append(record)
        record = []
      } else if byte != 0x0D {
        field.append(byte)
      }
      index += 1
    }
    if !field.isEmpty || !record.isEmpty {
      close()
      records.append(record)
    }
    return records
  }
}
