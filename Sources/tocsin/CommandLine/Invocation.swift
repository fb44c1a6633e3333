/// One call of a command: its values, and where its words go.
struct Invocation: Sendable {
  var command: Command
  var positionals: [String]
  /// By option name; a switch that is set has the value "".
  var options: [String: String]
  /// All values of an option that is given several times, in order.
  var repeated: [String: [String]] = [:]
  var terminal: Terminal
  var environment: [String: String]

  var isJSON: Bool { options["--json"] != nil }

  /// - Parameter index: of an argument that is not optional, or whose presence the caller checks.
  func argument(_ index: Int) -> String? {
    positionals.indices.contains(index) ? positionals[index] : nil
  }

  func required(_ index: Int) throws(UsageError) -> String {
    if let value = argument(index) { return value }
    let name = command.arguments.indices.contains(index) ? command.arguments[index].name : "argument"
    throw UsageError("\(command.name) needs \(name).", hint: "tocsin \(command.name) --help")
  }

  func isSet(_ option: String) -> Bool { options[option] != nil }

  func number(_ option: String, default fallback: Int) throws(UsageError) -> Int {
    guard let text = options[option] else { return fallback }
    guard let number = Int(text), number > 0 else {
      throw UsageError("\(option) takes a number above 0, not “\(text)”.")
    }
    return number
  }
}
