import Calendar
import Testing

@Suite struct CronTests {
  @Test(arguments: [
    // expression, zone, after, next
    ("0 6 1 * *", berlin, "2026-10-15T00:00:00Z", "2026-11-01T05:00:00Z"),
    ("30 2 * * *", berlin, "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z"),  // left out: first instant after the gap
    ("15,45 2 * * *", berlin, "2026-03-29T01:00:00Z", "2026-03-30T00:15:00Z"),  // both left out, fired once
    ("30 2 * * *", berlin, "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z"),  // comes twice: the first
    ("30 2 * * *", berlin, "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"),
    ("30 2 * * *", berlin, "2026-10-25T01:15:00Z", "2026-10-26T01:30:00Z"),  // asked in the second pass: still not twice
    ("*/30 * * * *", berlin, "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z"),  // by elapsed time: 02:00 again
    ("30 * * * *", berlin, "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"),
    ("0 */6 * * *", "Australia/Lord_Howe", "2025-10-04T15:00:00Z", "2025-10-04T19:00:00Z"),  // 06:00 after half an hour's change
    ("0 0 L * *", "UTC", "2024-02-01T00:00:00Z", "2024-02-29T00:00:00Z"),
    ("0 0 LW * *", "UTC", "2026-05-01T00:00:00Z", "2026-05-29T00:00:00Z"),  // the 31st is a Sunday
    ("0 9 * * MON#1", "UTC", "2026-09-01T00:00:00Z", "2026-09-07T09:00:00Z"),
    ("0 9 * * 5L", "UTC", "2026-09-01T00:00:00Z", "2026-09-25T09:00:00Z"),
    ("0 0 1,15 * 5", "UTC", "2026-09-01T00:00:00Z", "2026-09-04T00:00:00Z"),  // either
    ("0 0 */2 * 5", "UTC", "2026-09-01T00:00:00Z", "2026-09-11T00:00:00Z"),  // both
    ("@daily", "Asia/Dhaka", "2026-09-01T00:00:00Z", "2026-09-01T18:00:00Z"),
    ("0 0 * 2 MON#5", "UTC", "2044-03-01T00:00:00Z", "2072-02-29T00:00:00Z"),
    ("0 12 * * *", berlin, "2149-06-30T12:00:00Z", "2149-07-01T10:00:00Z"),
  ])
  func `fires next`(expression: String, zone: String, after: String, next: String) throws {
    #expect(try Cron(parsing: expression).next(after: at(after), in: Zone(zone))?.description == next)
  }

  @Test(
    arguments: [
      ("60 * * * *", CronField.minute, 0..<2), ("* 9-25 * * *", .hour, 4..<6), ("0 0 30 2 *", .dayOfMonth, 4..<6),
      ("* * * 5-3 *", .month, 6..<9),
      ("* * * * FRY", .dayOfWeek, 8..<11), ("* * * * 1#6", .dayOfWeek, 10..<11), ("*/0 * * * *", .minute, 2..<3),
      ("1,,2 * * * *", .minute, 2..<2),
      ("99999999999999999999999 * * * *", .minute, 0..<23), ("* * * * *\u{a0}", .dayOfWeek, 8..<11),
    ] as [(String, CronField, Range<Int>)])
  func `an error names its field and place`(expression: String, field: CronField, place: Range<Int>) throws {
    let error = try #require(#expect(throws: CronError.self) { try Cron(parsing: expression) })
    #expect(error.field == field)
    #expect(error.place == place)
    #expect(!error.hint.isEmpty)
  }

  @Test func `six fields are told that seconds have none`() {
    let error = #expect(throws: CronError.self) { try Cron(parsing: "0 0 6 1 * *") }
    #expect(error?.field == nil)
    #expect(error?.hint.contains("seconds") == true)
  }

  @Test func `hostile expressions end at once`() throws {
    #expect(throws: CronError.self) { try Cron(parsing: String(repeating: "1,", count: 1_000_000) + "1 * * * *") }
    #expect(throws: CronError.self) { try Cron(parsing: "") }
    #expect(throws: CronError.self) { try Cron(parsing: "1 1 1 1 \u{0}") }
    // No leap year in reach has it: 50 years are searched, then it is over.
    #expect(try Cron(parsing: "0 0 */31 2 0#5").next(after: at("2026-01-01T00:00:00Z"), in: Zone(berlin)) == nil)
    #expect(try Cron(parsing: "* * */30 2 7#5").next(after: at("2026-01-01T00:00:00Z"), in: Zone(berlin)) == nil)
    #expect(try Cron(parsing: "*/99999999999999999999 * * * *").next(after: .epoch, in: .utc) == Instant(secondsSinceEpoch: 3_600))
    #expect(try Cron(parsing: "* * * * *").next(after: .earliest, in: .utc) != nil)
  }

  @Test(arguments: [
    "*/7 * * * *", "13 */5 * * *", "0,30 1-3 * * *", "59 23 L * *", "5 4 * * sun", "* 2 * * *", "0 0 29 2 *", "17 3 10-20/3 */2 *",
  ])
  func `the next time is later, on the wall as the fields say, and nothing lies between`(expression: String) throws {
    let cron = try Cron(parsing: expression)
    var random = Seeded(state: 3)
    for name in manyZones {
      let zone = try Zone(name)
      for _ in 0..<100 {
        let start = random.instant()
        let next = try #require(cron.next(after: start, in: zone))
        #expect(next > start)
        let middle = Instant(
          microsecondsSinceEpoch: Int64.random(in: start.microsecondsSinceEpoch..<next.microsecondsSinceEpoch, using: &random))
        #expect(cron.next(after: middle, in: zone) == next)
        #expect(next.microsecondsSinceEpoch % 60_000_000 == 0)
      }
    }
  }

  @Test func `a year of half hours takes no time`() throws {
    let (cron, zone) = (try Cron(parsing: "*/30 * * * *"), try Zone(berlin))
    var time = try at("2026-01-01T00:00:00Z")
    var count = 0
    while time < (try at("2027-01-01T00:00:00Z")), let next = cron.next(after: time, in: zone) {
      time = next
      count += 1
    }
    #expect(count == 17_520)
  }
}
