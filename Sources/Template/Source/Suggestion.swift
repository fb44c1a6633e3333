/// "Did you mean": the nearest of the known names.
enum Suggestion {
  static func near(_ name: String, among known: [String]) -> String? {
    let limit = max(name.count / 3, 1)
    let best = known.map { ($0, distance(name, $0)) }.min { $0.1 < $1.1 }
    return best.flatMap { $0.1 <= limit ? "did you mean `\($0.0)`?" : nil }
  }

  /// Levenshtein's distance, in characters.
  private static func distance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (i, character) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for j in right.indices {
        let cost = diagonal + (character == right[j] ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(cost, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[right.count]
  }
}
