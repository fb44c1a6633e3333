import CEL
import Rules
import Testing

@Suite struct `What is faulty about a session` {
  struct Row: Sendable, CustomTestStringConvertible {
    let what: String
    var session = "{}"
    var cdr: String?
    var others: [String] = []
    var now = Bench.now
    let faults: [String]
    var testDescription: String { what }

    init(
      _ what: String, _ session: String = "{}", cdr: String? = nil, others: [String] = [], now: String = Bench.now, is faults: [String]
    ) {
      (self.what, self.session, self.cdr, self.others, self.now, self.faults) = (what, session, cdr, others, now, faults)
    }
  }

  @Test(arguments: times + energies + neighbours + papers + sums)
  func `each case of the ledger comes out`(row: Row) throws {
    let sessions = try ([row.session] + row.others).map { try Bench.changed(Bench.session, $0) }
    let cdrs = try row.cdr.map { [try Bench.changed(Bench.cdr, $0)] } ?? []
    let judgements = try Bench().judge(sessions, cdrs: cdrs, now: row.now)
    let own = judgements.first { $0.id == "DE*ABC*S1" }
    #expect(own?.faults ?? [] == row.faults, "\(own?.booking["faultText"]?.string ?? "nothing")")
    #expect(own?.troubles ?? [] == [])
  }

  static let times: [Row] = [
    Row("nothing is wrong", is: []),
    Row("nothing is wrong, with a CDR", cdr: "{}", is: []),
    Row("no end", #"{"end_date_time": null}"#, is: ["no-end"]),
    Row("an end that is no time", #"{"end_date_time": "soon"}"#, is: ["no-end"]),
    Row("times without their Z", #"{"start_date_time": "2026-05-10T10:00:00", "end_date_time": "2026-05-10T11:00:00"}"#, is: []),
    Row("still charging after 24 h", #"{"end_date_time": null, "status": "ACTIVE"}"#, now: "2026-05-11T10:00:00Z", is: []),
    Row(
      "still charging after 24 h and a second", #"{"end_date_time": null, "status": "ACTIVE"}"#, now: "2026-05-11T10:00:01Z", is: ["no-end"]
    ),
    Row("the status in small letters", #"{"end_date_time": null, "status": "active"}"#, now: "2026-05-10T12:00:00Z", is: []),
    Row("no start", #"{"start_date_time": null}"#, is: ["no-start"]),
    Row("neither start nor end", #"{"start_date_time": "", "end_date_time": ""}"#, is: ["no-start", "no-end"]),
    Row("ends when it starts, no energy", #"{"end_date_time": "2026-05-10T10:00:00Z", "kwh": 0}"#, is: []),
    Row("ends when it starts, with energy", #"{"end_date_time": "2026-05-10T10:00:00Z"}"#, is: ["energy-without-time"]),
    Row("a second of time, 2 Wh", #"{"end_date_time": "2026-05-10T10:00:01Z", "kwh": 0.002}"#, is: []),
    Row("ends a second before it starts", #"{"end_date_time": "2026-05-10T09:59:59Z"}"#, is: ["end-before-start", "energy-without-time"]),
    Row("24 h long", #"{"end_date_time": "2026-05-11T10:00:00Z"}"#, is: []),
    Row("24 h and a second long", #"{"end_date_time": "2026-05-11T10:00:01Z"}"#, is: ["too-long"]),
    Row("invalid: nothing is settled", #"{"end_date_time": null, "status": "INVALID"}"#, is: []),
  ]

  static let energies: [Row] = [
    Row("no energy", #"{"kwh": null}"#, is: ["no-energy"]),
    Row("energy that is no number", #"{"kwh": "n/a"}"#, is: ["no-energy"]),
    Row("energy that is infinite", #"{"kwh": "inf"}"#, is: ["no-energy"]),
    Row("energy as text", #"{"kwh": "10.000"}"#, is: []),
    Row("energy as a whole number", #"{"kwh": 10}"#, is: []),
    Row("no energy yet, still charging", #"{"kwh": null, "end_date_time": null, "status": "ACTIVE"}"#, now: "2026-05-10T12:00:00Z", is: []),
    Row("negative energy", #"{"kwh": -0.01}"#, is: ["negative-energy"]),
    Row("nothing for an hour", #"{"kwh": 0}"#, is: []),
    Row(
      "nothing for an hour and a second",
      #"{"kwh": 0, "end_date_time": "2026-05-10T11:00:01Z"}"#, is: ["zero-energy"]),
    Row("a tenth above the connector's power", #"{"kwh": 12.144}"#, is: []),
    Row("more than a tenth above it", #"{"kwh": 12.145}"#, is: ["too-much-power"]),
    Row("55 kW from a 50 kW connector", #"{"connector_id": "2", "kwh": 55}"#, is: []),
    Row("55.1 kW from it", #"{"connector_id": "2", "kwh": 55.1}"#, is: ["too-much-power"]),
    Row("any power from a connector that nobody knows", #"{"connector_id": "9", "kwh": 900}"#, is: []),
    Row("ids in another case", #"{"location_id": "l1", "evse_uid": "e1", "kwh": 13}"#, is: ["too-much-power"]),
  ]

  static let neighbours: [Row] = [
    Row(
      "begins when the one before ends",
      others: [#"{"id": "S0", "start_date_time": "2026-05-10T09:00:00Z", "end_date_time": "2026-05-10T10:00:00Z"}"#], is: []),
    Row(
      "begins a second before the one before ends",
      others: [#"{"id": "S0", "start_date_time": "2026-05-10T09:00:00Z", "end_date_time": "2026-05-10T10:00:01Z"}"#], is: ["overlap"]),
    Row(
      "the one before ends within it, on another connector",
      others: [#"{"id": "S0", "connector_id": "2", "start_date_time": "2026-05-10T09:00:00Z", "end_date_time": "2026-05-10T10:30:00Z"}"#],
      is: []),
    Row(
      "within a long one that began two before",
      others: [
        #"{"id": "L", "start_date_time": "2026-05-10T06:00:00Z", "end_date_time": "2026-05-10T16:00:00Z"}"#,
        #"{"id": "M", "start_date_time": "2026-05-10T07:00:00Z", "end_date_time": "2026-05-10T08:00:00Z"}"#,
      ], is: ["overlap"]),
    Row("the one before never ended", others: [#"{"id": "S0", "start_date_time": "2026-05-10T09:00:00Z", "end_date_time": null}"#], is: []),
    Row(
      "the one before is invalid",
      others: [#"{"id": "S0", "status": "INVALID", "start_date_time": "2026-05-10T09:00:00Z", "end_date_time": "2026-05-10T10:30:00Z"}"#],
      is: []),
    Row("the same start, the first of two by its id", others: [#"{"id": "S2"}"#], is: []),
    Row("the same start, the second of two by its id", others: [#"{"id": "S0"}"#], is: ["duplicate", "overlap"]),
    Row(
      "the same start, but the other took no time",
      others: [#"{"id": "S0", "kwh": 0, "end_date_time": "2026-05-10T10:00:00Z", "charging_periods": []}"#], is: ["duplicate"]),
    Row("the same start on another connector", others: [#"{"id": "S0", "connector_id": "2"}"#], is: []),
    Row("the same start at an EVSE that nobody names", #"{"evse_uid": null}"#, others: [#"{"id": "S0", "evse_uid": null}"#], is: []),
    Row("the same session twice, the newer good", #"{"kwh": null}"#, others: [#"{"last_updated": "2026-05-11T00:00:00Z"}"#], is: []),
  ]

  static let papers: [Row] = [
    Row("no token", #"{"cdr_token": null}"#, is: ["no-token"]),
    Row("a token without uid", #"{"cdr_token": {"uid": ""}}"#, is: ["no-token"]),
    Row("a uid in digits", #"{"cdr_token": {"uid": 12345}}"#, is: []),
    Row("a CDR without token", cdr: #"{"cdr_token": null}"#, is: ["no-token"]),
    Row("the tariff of the connector", #"{"charging_periods": []}"#, is: []),
    Row("no tariff anywhere", #"{"charging_periods": [], "connector_id": "2"}"#, is: ["no-tariff"]),
    Row("the tariff of the CDR", #"{"charging_periods": [], "connector_id": "2"}"#, cdr: "{}", is: []),
    Row("no tariff yet, still pending", #"{"charging_periods": [], "connector_id": "2", "status": "PENDING"}"#, is: []),
    Row(
      "a CDR that knows its session by place and time", #"{"charging_periods": [], "connector_id": "1", "cdr_token": {"uid": "T1"}}"#,
      cdr: #"{"session_id": null, "cdr_token": null}"#, is: ["no-token"]),
  ]

  static let sums: [Row] = [
    Row("a cent more in the CDR than in its parts", cdr: #"{"total_cost": {"excl_vat": 4.01}}"#, is: []),
    Row("two cents more", cdr: #"{"total_cost": {"excl_vat": 4.02}}"#, is: []),
    Row("three cents more", cdr: #"{"total_cost": {"excl_vat": 4.03}}"#, is: ["cost-mismatch"]),
    Row("amounts as text", cdr: #"{"total_cost": {"excl_vat": "4.03"}}"#, is: ["cost-mismatch"]),
    Row("a bare price, as in 2.1.1", cdr: #"{"total_cost": 4.0}"#, is: []),
    Row(
      "a tariff with a least price: the parts need not come to it", #"{"total_cost": {"excl_vat": 5.0}}"#,
      cdr: #"{"total_cost": {"excl_vat": 5.0}, "tariffs": [{"id": "P1", "min_price": {"excl_vat": 5.0}}]}"#, is: []),
    Row("another cost in the session", #"{"total_cost": {"excl_vat": 3.9}}"#, cdr: "{}", is: ["cost-mismatch"]),
    Row("no cost in the session", #"{"total_cost": null}"#, cdr: "{}", is: []),
    Row("50 Wh less in the CDR", cdr: #"{"total_energy": 9.95}"#, is: []),
    Row("51 Wh less in the CDR", cdr: #"{"total_energy": 9.949}"#, is: ["energy-mismatch"]),
    Row(
      "periods in Wh", #"{"charging_periods": [{"tariff_id": "P1", "dimensions": [{"type": "ENERGY", "volume": 10000}]}]}"#,
      is: ["energy-mismatch"]),
    Row(
      "periods that do not count energy", #"{"charging_periods": [{"tariff_id": "P1", "dimensions": [{"type": "TIME", "volume": 1}]}]}"#,
      is: []),
    Row("an hour of total time more", cdr: #"{"total_time": 2.0}"#, is: ["time-mismatch"]),
    Row("total time to the minute", cdr: #"{"total_time": 1.05}"#, is: []),
  ]
}
