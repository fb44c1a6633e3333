import CEL

/// What is known of a connector from the partner's locations.
struct ConnectorRecord {
  /// kW; nil where the partner says neither power nor voltage and current.
  let power: Double?
  let tariffs: [String]
  let evseID: String?
  let operatorName: String?

  init(connector: OCPIFields, evse: OCPIFields, location: OCPIFields) {
    power = Self.power(connector)
    // 2.1 names one tariff, 2.2 a list.
    let named = (connector["tariff_ids"]?.list ?? []).compactMap(\.string).filter { !$0.isEmpty }
    tariffs = named + (connector.text("tariff_id").map { [$0] } ?? [])
    evseID = evse.text("evse_id")
    operatorName = location.object("operator")?.text("name")
  }

  /// The stated power, else voltage × current × phases; a three-phase voltage is that between line and neutral.
  private static func power(_ connector: OCPIFields) -> Double? {
    if let watts = connector.number("max_electric_power"), watts > 0 { return watts / 1_000 }
    guard let volts = connector.number("max_voltage") ?? connector.number("voltage"),
      let amperes = connector.number("max_amperage") ?? connector.number("amperage"), volts > 0, amperes > 0
    else { return nil }
    let phases: Double =
      switch connector.text("power_type")?.uppercased() {
      case "AC_3_PHASE": 3
      case "AC_2_PHASE", "AC_2_PHASE_SPLIT": 2
      default: 1
      }
    return volts * amperes * phases / 1_000
  }

  /// What a session at an unknown connector sees.
  static let none: Value = ["tariffs": []]

  var value: Value {
    var map = ValueMap(minimumCapacity: 2)
    map["power"] = power.map(Value.double)
    map["tariffs"] = .list(tariffs.map(Value.string))
    return .map(map)
  }
}

/// All connectors by location, EVSE and connector; ids in any case.
struct ConnectorDirectory {
  private struct Entry {
    let record: ConnectorRecord
    let value: Value
  }

  private var entries: [String: Entry] = [:]

  init(_ locations: [Value]) {
    for location in locations.compactMap({ OCPIFields($0) }) {
      let party = PartyID(location)
      for evse in location.objects("evses") {
        for connector in evse.objects("connectors") {
          let record = ConnectorRecord(connector: connector, evse: evse, location: location)
          let key = party.key(location.text("id") ?? "", evse.text("uid") ?? "", connector.text("id") ?? "")
          entries[key] = Entry(record: record, value: record.value)
        }
      }
    }
  }

  func record(of session: SessionRecord) -> ConnectorRecord? { session.place.flatMap { entries[$0]?.record } }

  func value(of session: SessionRecord) -> Value { session.place.flatMap { entries[$0]?.value } ?? ConnectorRecord.none }
}
