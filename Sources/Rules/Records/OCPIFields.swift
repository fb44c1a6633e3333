import CEL

/// The fields of an OCPI object as peers really send them: numbers as text, nulls, empty texts, times without their `Z`. What
/// cannot be read counts as missing, for that is what it is to whoever settles.
struct OCPIFields {
  private let map: ValueMap

  init(_ map: ValueMap) { self.map = map }

  init?(_ value: Value?) {
    guard case .map(let map)? = value else { return nil }
    self.map = map
  }

  subscript(_ name: String) -> Value? { map[name] }

  /// Not empty; a number that is used as an id is its digits.
  func text(_ name: String) -> String? {
    switch map[name] {
    case .string(let text)?: text.isEmpty ? nil : text
    case .int(let number)?: String(number)
    default: nil
    }
  }

  /// Finite.
  func number(_ name: String) -> Double? { map[name].flatMap(Self.number) }

  private static func number(_ value: Value) -> Double? {
    let number: Double? =
      switch value {
      case .double(let number): number
      case .int(let number): Double(number)
      case .uint(let number): Double(number)
      case .string(let text): Double(text)
      default: nil
      }
    return number.flatMap { $0.isFinite ? $0 : nil }
  }

  /// RFC 3339; OCPI's times are UTC and may come without the `Z`.
  func time(_ name: String) -> Timestamp? {
    switch map[name] {
    case .string(let text)?: Timestamp(text) ?? Timestamp(text + "Z")
    case .timestamp(let timestamp)?: timestamp
    default: nil
    }
  }

  func flag(_ name: String) -> Bool {
    switch map[name] {
    case .bool(let flag)?: flag
    case .string(let text)?: text.lowercased() == "true"
    default: false
    }
  }

  func object(_ name: String) -> OCPIFields? { OCPIFields(map[name]) }

  func objects(_ name: String) -> [OCPIFields] { (map[name]?.list ?? []).compactMap { OCPIFields($0) } }

  /// A price without VAT: a `Price` object of 2.2, or the bare number of 2.1.
  func price(_ name: String) -> Double? { object(name)?.number("excl_vat") ?? number(name) }

  /// kWh of all charging periods; nil where none of them counts energy.
  var periodEnergy: Double? {
    var sum: Double?
    for period in objects("charging_periods") {
      for dimension in period.objects("dimensions") where dimension.text("type")?.uppercased() == "ENERGY" {
        if let volume = dimension.number("volume") { sum = (sum ?? 0) + volume }
      }
    }
    return sum
  }

  /// Tariffs that the charging periods name, each once.
  var periodTariffs: [String] {
    var ids: [String] = []
    for period in objects("charging_periods") {
      if let id = period.text("tariff_id"), !ids.contains(id) { ids.append(id) }
    }
    return ids
  }

  /// Who charged: the token of 2.2, or the authorisation id of 2.1.
  var token: String? { object("cdr_token")?.text("uid") ?? text("auth_id") }

  /// Where: 2.1 sends the location whole, with the one EVSE and the one connector that were used.
  var nestedPlace: (location: String, evse: String, evseID: String?, connector: String)? {
    guard let location = object("location"), let evse = location.objects("evses").first else { return nil }
    let connector = evse.objects("connectors").first?.text("id")
    return (location.text("id") ?? "", evse.text("uid") ?? "", evse.text("evse_id"), connector ?? "")
  }
}
