import CEL
import Rules
import Testing

@Suite struct `The booking that is chased` {
  private func booking(_ change: String, operators: [String: String] = [:]) throws -> Value? {
    let bench = try Bench()
    let judgements = bench.book.judge(
      sessions: [try Bench.changed(Bench.session, change)], locations: [try JSON.parse(Bench.location)], now: try time(Bench.now),
      operators: operators)
    return judgements.first?.booking
  }

  @Test func `it has every field of its type, in their order`() throws {
    let booking = try booking(#"{"kwh": -3.2}"#)
    #expect(
      booking == [
        "id": "DE*ABC*S1", "operator": "Abc Charging", "evse": "DE*ABC*E1", "connector": "1",
        "start": .timestamp(try time("2026-05-10T10:00:00Z")), "end": .timestamp(try time("2026-05-10T11:00:00Z")), "energy": -3.2,
        "cost": 4.0, "currency": "EUR", "fault": "negative-energy", "faultText": "The energy is negative (-3.20 kWh).",
      ])
    #expect(
      booking?.map?.keys.map(\.text) == [
        "id", "operator", "evse", "connector", "start", "end", "energy", "cost", "currency", "fault", "faultText",
      ])
  }

  @Test func `what a session lacks is a fault and no crash`() throws {
    let judgements = try Bench().judge([[:], .null, 3, "x", ["id": 7]])
    #expect(judgements.map(\.id) == ["**(  ?)", "**7"])
    for judgement in judgements {
      #expect(judgement.faults == ["no-start", "no-end", "no-energy", "no-tariff", "no-token"])
      #expect(judgement.booking["start"] == .timestamp(try time("1970-01-01T00:00:00Z")))
      #expect(judgement.booking["currency"] == "XXX")
      #expect(judgement.booking["end"] == nil)
    }
  }

  @Test(arguments: [
    (#"{"end_date_time": null, "status": "ACTIVE"}"#, "The session was never ended."),
    (
      #"{"end_date_time": "2026-05-10T09:20:00Z"}"#,
      "The session ends 40 min before it starts. 10.00 kWh were delivered, but no time passed."
    ),
    (#"{"kwh": 33.12}"#, "33.1 kW on average from a connector that can give 11.0 kW."),
    (#"{"end_date_time": "2026-05-11T16:30:00Z"}"#, "The session lasts 30.5 h, longer than a day."),
  ])
  func `the fault is told in words`(change: String, words: String) throws {
    #expect(try booking(change)?["faultText"]?.string == words)
  }

  @Test func `partners are called as we call them`() throws {
    #expect(try booking(#"{"kwh": null}"#, operators: ["DE*ABC": "Abc"])?["operator"] == "Abc")
    #expect(try booking(#"{"kwh": null, "party_id": "abc"}"#, operators: ["DE*ABC": "Abc"])?["operator"] == "Abc")
    #expect(try booking(#"{"kwh": null, "party_id": "XYZ"}"#)?["operator"] == "DE*XYZ")
  }
}
