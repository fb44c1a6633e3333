import CEL
import Rules

/// One good session, its CDR and its connector, of which a test changes what it is about.
///
/// 10:00 to 11:00 on 10 May 2026, 10 kWh for 4.00 EUR at an 11.04 kW connector.
struct Bench {
  static let session = #"""
    {"country_code": "DE", "party_id": "ABC", "id": "S1", "start_date_time": "2026-05-10T10:00:00Z",
     "end_date_time": "2026-05-10T11:00:00Z", "kwh": 10.0, "cdr_token": {"uid": "T1"}, "location_id": "L1", "evse_uid": "E1",
     "connector_id": "1", "currency": "EUR", "total_cost": {"excl_vat": 4.0}, "status": "COMPLETED",
     "charging_periods": [{"tariff_id": "P1"}],
     "last_updated": "2026-05-10T11:01:00Z"}
    """#

  static let cdr = #"""
    {"country_code": "DE", "party_id": "ABC", "id": "C1", "session_id": "S1", "start_date_time": "2026-05-10T10:00:00Z",
     "end_date_time": "2026-05-10T11:00:00Z", "cdr_token": {"uid": "T1"}, "cdr_location": {"id": "L1", "evse_uid": "E1",
     "evse_id": "DE*ABC*E1", "connector_id": "1"}, "currency": "EUR", "tariffs": [{"id": "P1"}], "total_cost": {"excl_vat": 4.0},
     "total_energy_cost": {"excl_vat": 3.5}, "total_fixed_cost": {"excl_vat": 0.5}, "total_energy": 10.0, "total_time": 1.0,
     "last_updated": "2026-05-10T12:00:00Z"}
    """#

  static let location = #"""
    {"country_code": "DE", "party_id": "ABC", "id": "L1", "operator": {"name": "Abc Charging"}, "evses": [{"uid": "E1",
     "evse_id": "DE*ABC*E1", "connectors": [
       {"id": "1", "power_type": "AC_3_PHASE", "max_voltage": 230, "max_amperage": 16, "tariff_ids": ["P1"]},
       {"id": "2", "power_type": "DC", "max_voltage": 920, "max_amperage": 500, "max_electric_power": 50000}]}]}
    """#

  /// One a day after that May.
  static let now = "2026-06-01T04:00:00Z"

  let book: RuleBook

  init() throws { book = try Project.rules() }

  /// Fields of the second object replace those of the first.
  static func changed(_ base: String, _ change: String) throws -> Value {
    var value = try JSON.parse(base)
    for (key, changed) in try JSON.parse(change).map ?? [:] { value[key.text] = changed }
    return value
  }

  func judge(_ sessions: [Value], cdrs: [Value] = [], now: String = Bench.now) throws -> [Judgement] {
    book.judge(sessions: sessions, cdrs: cdrs, locations: [try JSON.parse(Self.location)], now: try time(now))
  }
}
