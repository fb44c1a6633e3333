/// "Did you mean": the known name nearest to what was written.
package enum Spelling {
  /// The nearest of the candidates, if it is near enough to be meant; the first of equals.
  package static func nearest(_ name: String, among candidates: some Sequence<String>) -> String? {
    let written = Array(name.lowercased().unicodeScalars)
    guard !written.isEmpty, written.count <= lengthMax else { return nil }
    let farthest = written.count <= 2 ? 1 : Swift.max(2, written.count / 3)
    var best: (name: String, distance: Int)?
    for candidate in candidates where candidate != name {
      let distance = distance(written, Array(candidate.lowercased().unicodeScalars), atMost: best.map { $0.distance - 1 } ?? farthest)
      if let distance { best = (candidate, distance) }
    }
    return best?.name
  }

  /// The hint for an unknown name.
  package static func hint(_ name: String, among candidates: some Sequence<String>) -> String? {
    nearest(name, among: candidates).map { "did you mean `\($0)`?" }
  }

  /// Longer names are no misspellings, and the distance costs their square.
  private static let lengthMax = 64

  /// Insertions, deletions, replacements and swaps of neighbours that lead from one to the other; nil beyond `limit`.
  private static func distance(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar], atMost limit: Int) -> Int? {
    guard limit >= 0, abs(first.count - second.count) <= limit else { return nil }
    var beforeLast: [Int] = []
    var last = Array(0...second.count)
    for row in 0..<first.count {
      var current = [row + 1]
      for column in 0..<second.count {
        let cost = first[row] == second[column] ? 0 : 1
        var best = Swift.min(last[column + 1] + 1, current[column] + 1, last[column] + cost)
        if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
          best = Swift.min(best, beforeLast[column - 1] + 1)
        }
        current.append(best)
      }
      beforeLast = last
      last = current
    }
    return last[second.count] <= limit ? last[second.count] : nil
  }
}
