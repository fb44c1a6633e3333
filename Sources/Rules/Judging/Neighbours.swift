import CEL

/// For each session what went before it on its connector, and what began with it; worked out once, by sorting.
struct Neighbours {
  struct Place {
    /// Of those before, the one that ended last: a short charge within a long one does not hide the long one.
    var previous: Int?
    /// Others with the same start, and whether they go before by end and id.
    var twins: [(index: Int, isEarlier: Bool)] = []
  }

  private var places: [Place]

  subscript(index: Int) -> Place { places[index] }

  /// Of `considered` sessions only; what is not settled takes nobody's place.
  init(_ sessions: [SessionRecord], considered: [Int]) {
    places = Array(repeating: Place(), count: sessions.count)
    var groups: [String: [Int]] = [:]
    for index in considered where sessions[index].start != nil {
      if let place = sessions[index].place { groups[place, default: []].append(index) }
    }
    // In any order: groups do not touch each other.
    for group in groups.values { lay(group.sorted { Self.goesBefore(sessions[$0], sessions[$1]) }, sessions) }
  }

  private static func goesBefore(_ left: SessionRecord, _ right: SessionRecord) -> Bool {
    let (leftStart, rightStart) = (left.start ?? .min, right.start ?? .min)
    if leftStart != rightStart { return leftStart < rightStart }
    let (leftEnd, rightEnd) = (left.end ?? .max, right.end ?? .max)
    return leftEnd != rightEnd ? leftEnd < rightEnd : left.id < right.id
  }

  private mutating func lay(_ group: [Int], _ sessions: [SessionRecord]) {
    var latest: Int?
    var first = 0
    for (order, index) in group.enumerated() {
      places[index].previous = latest
      if let end = sessions[index].end, end > (latest.flatMap { sessions[$0].end } ?? .min) { latest = index }
      if sessions[index].start != sessions[group[first]].start {
        pair(group[first..<order])
        first = order
      }
    }
    pair(group[first...])
  }

  private mutating func pair(_ twins: ArraySlice<Int>) {
    guard twins.count > 1 else { return }
    for (position, index) in zip(twins.indices, twins) {
      let others = zip(twins.indices, twins).prefix(Self.twinsMax).filter { $0.1 != index }
      places[index].twins = others.map { (index: $0.1, isEarlier: $0.0 < position) }
    }
  }

  /// A partner that sends one start for everything would make lists that grow with the square.
  private static let twinsMax = 20
}
