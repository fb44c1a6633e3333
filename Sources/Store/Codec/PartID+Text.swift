import Machine

extension PartID {
  /// Reads `instance/step/index.part`; nil for anything else.
  package init?(_ text: String) {
    let halves = text.split(separator: ".", omittingEmptySubsequences: false)
    guard halves.count == 2, let effect = EffectID(String(halves[0])), let part = Int(halves[1]) else { return nil }
    self.init(effect: effect, part: part)
  }
}

extension PartID: Comparable {
  package static func < (left: PartID, right: PartID) -> Bool {
    (left.effect, left.part) < (right.effect, right.part)
  }
}

extension OutboxPart {
  package var id: PartID { PartID(effect: effect, part: part) }
}

extension DeliveryToken {
  package var id: PartID { PartID(effect: effect, part: part) }
}
