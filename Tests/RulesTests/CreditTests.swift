import CEL
import Rules
import Testing

/// CDRs never change: what was billed wrongly is taken back by a credit CDR, and billed anew.
@Suite struct `Credit CDRs cancel what they refer to` {
  private func judge(_ session: String, _ cdrs: [String]) throws -> [Judgement] {
    try Bench().judge([Bench.changed(Bench.session, session)], cdrs: cdrs.map { try Bench.changed(Bench.cdr, $0) })
  }

  private let wrong = #"{"id": "C1", "total_cost": {"excl_vat": 9.0}}"#
  private let credit = #"{"id": "C1-CREDIT", "credit": true, "credit_reference_id": "c1", "total_cost": {"excl_vat": -9.0}}"#
  private let right = #"{"id": "C2", "last_updated": "2026-05-12T00:00:00Z"}"#

  @Test func `a total that does not add up is a fault until it is credited`() throws {
    #expect(try judge("{}", [wrong]).map(\.faults) == [["cost-mismatch"]])
    #expect(try judge("{}", [wrong, credit, right]) == [])
  }

  @Test func `of a session whose CDR was credited without a new one nothing is settled`() throws {
    #expect(try judge(#"{"kwh": -3}"#, [wrong]).map(\.faults) == [["negative-energy", "cost-mismatch", "energy-mismatch"]])
    #expect(try judge(#"{"kwh": -3}"#, [wrong, credit]) == [])
  }

  @Test func `a correction's figures are the session's`() throws {
    #expect(try judge(#"{"kwh": -3, "end_date_time": null}"#, [wrong, credit, right]) == [])
    let corrected = try judge("{}", [wrong, credit, #"{"id": "C2", "total_energy": -1, "total_cost": null, "total_energy_cost": null}"#])
    #expect(corrected.map(\.faults) == [["negative-energy"]])
  }

  @Test func `two CDRs that both stand bill a session twice`() throws {
    #expect(try judge("{}", [#"{"id": "C1"}"#, right]).map(\.faults) == [["billed-twice"]])
    #expect(try judge("{}", [#"{"id": "C1"}"#, #"{"id": "C1"}"#]) == [])
  }

  @Test func `another partner's credit with the same id takes nothing back`() throws {
    let other = #"{"id": "X", "party_id": "XYZ", "session_id": "S9", "credit": true, "credit_reference_id": "C1"}"#
    #expect(try judge("{}", [wrong, other]).map(\.faults) == [["cost-mismatch"]])
  }

  @Test func `a CDR whose session nobody sent is judged for it`() throws {
    let judgements = try Bench().judge([], cdrs: [Bench.changed(Bench.cdr, #"{"session_id": "S7", "total_energy": -2}"#)])
    #expect(judgements.map(\.id) == ["DE*ABC*S7"])
    #expect(judgements.map(\.faults) == [["negative-energy"]])
  }
}
