package import CEL
package import Calendar

/// Who is on call when: layers of people who take turns, and what overrides them for a time.
package struct Rotation: Hashable, Sendable {
  package struct Layer: Hashable, Sendable {
    package var rota: Rota
    /// How many hand-overs pass before the next one's turn; 1 or more.
    package var shiftsEach: Int
    /// Contacts, in the order of their turns; at least one.
    package var people: [Value]

    package init(rota: Rota, shiftsEach: Int, people: [Value]) {
      (self.rota, self.shiftsEach, self.people) = (rota, shiftsEach, people)
    }
  }

  /// Somebody else for a while: from an instant up to, but not with, another.
  package struct Override: Hashable, Sendable {
    /// From 1.
    package var layer: Int
    package var from: Instant
    package var until: Instant
    package var person: Value

    package init(layer: Int, from: Instant, until: Instant, person: Value) {
      (self.layer, self.from, self.until, self.person) = (layer, from, until, person)
    }
  }

  /// Somebody's time on call.
  package struct Turn: Hashable, Sendable {
    package var person: Value
    package var begins: Instant
    package var ends: Instant
    /// Whether somebody else's regular turn was overridden.
    package var isOverride: Bool
  }

  package var layers: [Layer]
  /// Of two that hold at once the later one in the file counts.
  package var overrides: [Override]

  package init(layers: [Layer], overrides: [Override]) {
    (self.layers, self.overrides) = (layers, overrides)
  }

  /// Nil where the rotation has no such layer, or the layer has not begun yet.
  /// - Parameter layer: from 1.
  package func turn(layer: Int, at now: Instant) -> Turn? {
    let own = overrides.filter { $0.layer == layer }
    if let override = own.last(where: { $0.from <= now && now < $0.until }) {
      return Turn(person: override.person, begins: override.from, ends: override.until, isOverride: true)
    }
    guard layers.indices.contains(layer - 1), let regular = layers[layer - 1].turn(at: now) else { return nil }
    let next = own.map(\.from).filter { $0 > now }.min()
    let last = own.map(\.until).filter { $0 <= now }.max()
    return Turn(
      person: regular.person, begins: max(regular.begins, last ?? regular.begins), ends: min(regular.ends, next ?? regular.ends),
      isOverride: false)
  }
}

extension Rotation.Layer {
  fileprivate func turn(at now: Instant) -> Rotation.Turn? {
    let shift = rota.shift(at: now)
    guard shift.number >= 0 else { return nil }
    let turn = shift.number / shiftsEach
    return Rotation.Turn(
      person: people[turn % people.count], begins: rota.beginning(ofShift: turn * shiftsEach),
      ends: rota.beginning(ofShift: (turn + 1) * shiftsEach), isOverride: false)
  }
}
