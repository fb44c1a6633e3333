import CEL

/// A charging session as the rules see it.
struct SessionRecord {
  /// Unique among all partners: `DE*NCH*NC-2605-0001`.
  let id: String
  let party: PartyID
  /// As the partner calls it.
  let sessionID: String?
  let status: String
  var start: Timestamp?
  var end: Timestamp?
  /// kWh
  var energy: Double?
  var periodEnergy: Double?
  /// Without VAT.
  var cost: Double?
  var currency: String?
  var token: String?
  var tariffs: [String]
  let updated: Timestamp?
  let location: String
  let evse: String
  let connector: String
  /// The EVSE as drivers and partners know it, where the session itself says it.
  let evseID: String?
  var isCancelled = false
  var isCorrected = false

  /// Nil for what is no object at all.
  init?(session value: Value) {
    guard let fields = OCPIFields(value) else { return nil }
    party = PartyID(fields)
    sessionID = fields.text("id")
    status = fields.text("status")?.uppercased() ?? ""
    start = fields.time("start_date_time") ?? fields.time("start_datetime")
    end = fields.time("end_date_time") ?? fields.time("end_datetime")
    energy = fields.number("kwh")
    periodEnergy = fields.periodEnergy
    cost = fields.price("total_cost")
    currency = fields.text("currency")
    token = fields.token
    tariffs = fields.periodTariffs
    updated = fields.time("last_updated")
    let nested = fields.nestedPlace
    location = fields.text("location_id") ?? nested?.location ?? ""
    evse = fields.text("evse_uid") ?? nested?.evse ?? ""
    connector = fields.text("connector_id") ?? nested?.connector ?? ""
    evseID = nested?.evseID
    id = Self.id(party, sessionID, evse, connector, start.map { "\($0)" })
  }

  /// A CDR whose session nobody has is the session itself: that is what is settled.
  init(_ cdr: CDRRecord) {
    party = cdr.party
    sessionID = cdr.session ?? (cdr.id.isEmpty ? nil : cdr.id)
    status = "COMPLETED"
    (start, end, energy, periodEnergy) = (cdr.start, cdr.end, cdr.energy, cdr.periodEnergy)
    (cost, currency, token, tariffs, updated) = (cdr.cost, cdr.currency, cdr.token, cdr.tariffs, cdr.updated)
    (location, evse, connector, evseID) = (cdr.location, cdr.evse, cdr.connector, cdr.evseID)
    id = Self.id(party, sessionID, evse, connector, cdr.start.map { "\($0)" })
  }

  /// Takes over what a correction says: CDRs never change, so a session is corrected by crediting its CDR and sending a new one.
  mutating func correct(by cdr: CDRRecord) {
    isCorrected = true
    (start, end, energy, cost) = (cdr.start, cdr.end, cdr.energy, cdr.cost)
    periodEnergy = cdr.periodEnergy
    currency = cdr.currency ?? currency
    token = cdr.token ?? token
    if !cdr.tariffs.isEmpty { tariffs = cdr.tariffs }
  }

  /// A session without an id is known by its place and time.
  private static func id(_ party: PartyID, _ id: String?, _ evse: String, _ connector: String, _ start: String?) -> String {
    "\(party.text)*\(id ?? "(\(evse) \(connector) \(start ?? "?"))")"
  }

  /// The connector as a key; nil where the EVSE is not named, for then nothing can be said of neighbours.
  var place: String? { evse.isEmpty ? nil : party.key(location, evse, connector) }

  func value(operatorName: String) -> Value {
    var map = ValueMap(minimumCapacity: 14)
    map["id"] = .string(id)
    map["operator"] = .string(operatorName)
    map["status"] = .string(status)
    map["start"] = start.map(Value.timestamp)
    map["end"] = end.map(Value.timestamp)
    map["energy"] = energy.map(Value.double)
    map["periodEnergy"] = periodEnergy.map(Value.double)
    map["cost"] = cost.map(Value.double)
    map["currency"] = currency.map(Value.string)
    map["token"] = token.map(Value.string)
    map["tariffs"] = .list(tariffs.map(Value.string))
    map["updated"] = updated.map(Value.timestamp)
    map["cancelled"] = .bool(isCancelled)
    map["corrected"] = .bool(isCorrected)
    return .map(map)
  }
}
