import CEL

/// A charge detail record: what is billed. It never changes; a correction is a credit CDR and a new one.
struct CDRRecord {
  let id: String
  let party: PartyID
  /// The session that it bills, as the partner calls it.
  let session: String?
  let start: Timestamp?
  let end: Timestamp?
  /// kWh
  let energy: Double?
  let periodEnergy: Double?
  let hours: Double?
  /// Without VAT, as the parts.
  let cost: Double?
  let parts: Double?
  let currency: String?
  let token: String?
  let tariffs: [String]
  /// A tariff has a least or highest price, so that the parts need not come to the total.
  let isLimited: Bool
  let updated: Timestamp?
  let location: String
  let evse: String
  let evseID: String?
  let connector: String
  let isCredit: Bool
  /// The CDR that a credit takes back.
  let credits: String?

  private static let partNames = [
    "total_fixed_cost", "total_energy_cost", "total_time_cost", "total_parking_cost", "total_reservation_cost",
  ]

  init?(_ value: Value) {
    guard let fields = OCPIFields(value) else { return nil }
    party = PartyID(fields)
    id = fields.text("id") ?? ""
    session = fields.text("session_id")
    start = fields.time("start_date_time")
    end = fields.time("end_date_time") ?? fields.time("stop_date_time")
    energy = fields.number("total_energy")
    periodEnergy = fields.periodEnergy
    hours = fields.number("total_time")
    cost = fields.price("total_cost")
    let parts = Self.partNames.compactMap(fields.price)
    self.parts = parts.isEmpty ? nil : parts.reduce(0, +)
    currency = fields.text("currency")
    token = fields.token
    let named = fields.objects("tariffs")
    tariffs = fields.periodTariffs + named.compactMap { $0.text("id") }
    isLimited = named.contains { $0.price("min_price") != nil || $0.price("max_price") != nil }
    updated = fields.time("last_updated")
    let place = fields.object("cdr_location")
    let nested = fields.nestedPlace
    location = place?.text("id") ?? nested?.location ?? ""
    evse = place?.text("evse_uid") ?? nested?.evse ?? ""
    evseID = place?.text("evse_id") ?? nested?.evseID
    connector = place?.text("connector_id") ?? nested?.connector ?? ""
    isCredit = fields.flag("credit")
    credits = fields.text("credit_reference_id")
  }

  /// What a session without a CDR sees.
  static let none: Value = ["tariffs": [], "limited": false, "count": 0]

  func value(count: Int) -> Value {
    var map = ValueMap(minimumCapacity: 13)
    map["id"] = .string(id)
    map["start"] = start.map(Value.timestamp)
    map["end"] = end.map(Value.timestamp)
    map["energy"] = energy.map(Value.double)
    map["periodEnergy"] = periodEnergy.map(Value.double)
    map["hours"] = hours.map(Value.double)
    map["cost"] = cost.map(Value.double)
    map["parts"] = parts.map(Value.double)
    map["currency"] = currency.map(Value.string)
    map["token"] = token.map(Value.string)
    map["tariffs"] = .list(tariffs.map(Value.string))
    map["limited"] = .bool(isLimited)
    map["count"] = .int(Int64(count))
    return .map(map)
  }
}
