import Calendar
import Testing

/// Turns that change at hand-over times.
struct RotaTests {
  private func rota(_ handOvers: [(Weekday, String)], begins: String = "2026-01-05", zone: String = "Europe/Berlin") throws -> Rota {
    let made = Rota(
      zone: try Zone(zone), begins: try LocalDate(parsing: begins),
      handOvers: try handOvers.map { Rota.HandOver(day: $0.0, time: try LocalTime(parsing: $0.1)) })
    return try #require(made)
  }

  private func number(_ rota: Rota, _ time: String) throws -> Int {
    rota.shift(at: rota.zone.instant(of: try LocalDateTime(parsing: time))).number
  }

  @Test(arguments: [
    ("2026-01-05T08:59", -1), ("2026-01-05T09:00", 0), ("2026-01-12T08:59", 0), ("2026-01-12T09:00", 1), ("2025-12-29T09:00", -1),
    ("2026-03-29T23:00", 11), ("2026-03-30T08:59", 11), ("2026-03-30T09:00", 12), ("2027-01-04T09:00", 52),
  ])
  func `a weekly turn begins at its hand-over`(time: String, number: Int) throws {
    #expect(try self.number(rota([(.monday, "09:00")]), time) == number)
  }

  @Test func `day and night shifts follow each other, and the weekend`() throws {
    let week = Weekday.allCases.flatMap { [($0, "08:00"), ($0, "20:00")] }
    let rota = try rota(week)
    #expect(try number(rota, "2026-01-05T08:00") == 0)
    #expect(try number(rota, "2026-01-05T20:00") == 1)
    #expect(try number(rota, "2026-01-06T07:59") == 1)
    #expect(try number(rota, "2026-01-12T08:00") == 14)
  }

  @Test func `a shift over a change of clocks is an hour shorter or longer`() throws {
    let rota = try rota([(.saturday, "12:00"), (.sunday, "12:00")])
    let spring = rota.shift(at: rota.zone.instant(of: try LocalDateTime(parsing: "2026-03-28T13:00")))
    #expect(spring.ends - spring.begins == .seconds(23 * 3_600))
    let autumn = rota.shift(at: rota.zone.instant(of: try LocalDateTime(parsing: "2026-10-24T13:00")))
    #expect(autumn.ends - autumn.begins == .seconds(25 * 3_600))
  }

  @Test func `a hand-over in the gap is at its end, and nobody's turn is lost`() throws {
    let rota = try rota([(.sunday, "02:30"), (.monday, "02:30")], begins: "2026-03-22")
    #expect(try number(rota, "2026-03-29T01:59") == 1)
    #expect(try number(rota, "2026-03-29T03:00") == 2)
  }

  @Test func `shifts are numbered without a hole whatever the moment`() throws {
    let rota = try rota([(.tuesday, "10:00"), (.friday, "17:30"), (.friday, "23:59")], begins: "2026-02-03")
    var last: Rota.Shift?
    var time = rota.zone.instant(of: try LocalDateTime(parsing: "2026-02-03T10:00"))
    for _ in 0..<2_000 {
      let shift = rota.shift(at: time)
      #expect(shift.begins <= time && time < shift.ends)
      #expect(rota.beginning(ofShift: shift.number) == shift.begins)
      if let last { #expect(shift.number == last.number || shift.number == last.number + 1 && shift.begins == last.ends) }
      last = shift
      time = time.adding(seconds: 3 * 3_600 + 17)
    }
  }

  @Test func `without a hand-over there is no rota`() throws {
    #expect(Rota(zone: .utc, begins: try LocalDate(parsing: "2026-01-05"), handOvers: []) == nil)
  }
}
