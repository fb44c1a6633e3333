import Glibc

/// A number with so many digits behind its point.
func rounded(_ number: Double, _ digits: Int) -> String {
  let scale = pow(10.0, Double(digits))
  let whole = Int((number * scale).rounded())
  guard digits > 0 else { return String(whole) }
  let fraction = String(abs(whole) % Int(scale))
  return "\(whole / Int(scale))." + String(repeating: "0", count: digits - fraction.count) + fraction
}

func micros(_ seconds: Double, _ count: Int) -> String { rounded(seconds * 1e6 / Double(count), 1) }

extension [Double] {
  /// The value below which so many of a hundred lie; 0 where there is none.
  func percentile(_ percent: Double) -> Double {
    guard !isEmpty else { return 0 }
    let place = Int((Double(count - 1) * percent / 100).rounded())
    return sorted()[place]
  }

  /// Of an even count the lesser of the two in the middle: for ratios that shall be great, the one that does not flatter.
  var median: Double { isEmpty ? 0 : sorted()[(count - 1) / 2] }
}

/// Writes a line at once, whoever reads it.
func say(_ line: String) {
  puts(line)
  fflush(nil)
}
