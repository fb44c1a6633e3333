/// Reads the words of a command line against a command's definition.
enum ArgumentParser {
  /// Options that every command takes.
  static let common: [Command.Option] = [
    Command.Option(name: "--directory", value: "DIR", help: "The installation: the folder with tocsin.yaml (default: here)."),
    Command.Option(name: "--json", value: nil, help: "JSON for programs instead of text for people."),
    Command.Option(name: "--color", value: "WHEN", help: "auto (on a terminal), always, never.", choices: ["auto", "always", "never"]),
    Command.Option(name: "--help", value: nil, help: "Show this help."),
  ]

  static func parse(
    _ words: [String], for command: Command
  ) throws(UsageError) -> (positionals: [String], options: [String: String], repeated: [String: [String]]) {
    var positionals: [String] = []
    var repeated: [String: [String]] = [:]
    var options: [String: String] = [:]
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        positionals += rest
        break
      }
      guard word.hasPrefix("-"), word != "-" else {
        positionals.append(word)
        continue
      }
      let (option, inline) = try option(word, of: command)
      let value = try value(of: option, inline: inline, &rest)
      options[option.name] = value
      repeated[option.name, default: []].append(value)
    }
    try check(positionals, of: command, isHelp: options["--help"] != nil)
    return (positionals, options, repeated)
  }

  private static func option(_ word: String, of command: Command) throws(UsageError) -> (Command.Option, String?) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let name = ["-h": "--help", "-C": "--directory"][parts[0]] ?? parts[0]
    let all = command.options + common
    guard let option = all.first(where: { $0.name == name }) else {
      let near = Spelling.nearest(name, among: all.map(\.name))
      throw UsageError(
        "\(command.name) has no option \(name).",
        hint: near.map { "Did you mean \($0)?" } ?? "tocsin \(command.name) --help")
    }
    return (option, parts.count == 2 ? parts[1] : nil)
  }

  private static func value(
    of option: Command.Option, inline: String?, _ rest: inout ArraySlice<String>
  ) throws(UsageError) -> String {
    guard let kind = option.value else {
      if inline != nil { throw UsageError("\(option.name) takes no value.") }
      return ""
    }
    guard let value = inline ?? rest.popFirst() else { throw UsageError("\(option.name) needs a value: \(kind).") }
    return value
  }

  private static func check(_ positionals: [String], of command: Command, isHelp: Bool) throws(UsageError) {
    if isHelp { return }
    let needed = command.arguments.filter { !$0.isOptional }
    if positionals.count < needed.count {
      throw UsageError("\(command.name) needs \(needed[positionals.count].name).", hint: HelpText.usage(command))
    }
    let takesAll = command.arguments.last?.isRepeating ?? false
    if positionals.count > command.arguments.count, !takesAll {
      throw UsageError("“\(positionals[command.arguments.count])” is one argument too many.", hint: HelpText.usage(command))
    }
  }
}
