import Executor

/// What was asked for on the command line.
struct Wish: Sendable {
  var figure: String
  var folder: String
  var numbers: [String: Int] = [:]

  init?(_ words: some Sequence<String>) {
    var words = Array(words)
    guard !words.isEmpty else { return nil }
    figure = words.removeFirst()
    var folder: String?
    while words.count >= 2 {
      let (name, value) = (words.removeFirst(), words.removeFirst())
      if name == "--folder" {
        folder = value
      } else if name.hasPrefix("--"), let number = Int(value) {
        numbers[String(name.dropFirst(2))] = number
      } else {
        return nil
      }
    }
    guard words.isEmpty, let folder else { return nil }
    self.folder = folder
  }

  func number(_ name: String, default fallback: Int) -> Int { numbers[name] ?? fallback }

  /// The product's own, unless the command line says otherwise.
  var settings: ExecutorSettings {
    var settings = ExecutorSettings()
    if let batch = numbers["batch"] { settings.batch = batch }
    if let steppers = numbers["steppers"] { settings.steppers = steppers }
    return settings
  }
}
