/// Help as people read it, made of the definitions of commands.
enum HelpText {
  static func usage(_ command: Command) -> String {
    let arguments = command.arguments.map { argument in
      let name = argument.isRepeating ? "\(argument.name)…" : argument.name
      return argument.isOptional ? "[\(name)]" : name
    }
    return (["tocsin", command.name] + arguments + ["[options]"]).joined(separator: " ")
  }

  static func page(_ command: Command) -> String {
    var text = "\(command.summary)\n\nUsage: \(usage(command))\n"
    if !command.discussion.isEmpty { text += "\n\(command.discussion)\n" }
    if !command.arguments.isEmpty {
      text += "\nArguments:\n" + columns(command.arguments.map { ($0.name, $0.help) })
    }
    text += "\nOptions:\n"
    text += columns(
      (command.options + ArgumentParser.common).map { ([$0.name, $0.value].compactMap { $0 }.joined(separator: " "), $0.help) })
    return text
  }

  static func overview(_ commands: [Command]) -> String {
    """
    tocsin \(Version.text): escalations as timed state machines.

    Usage: tocsin COMMAND [arguments] [options]

    Commands:
    \(columns(commands.map { ($0.name, $0.summary) }))
    tocsin COMMAND --help says more. Exit codes: 0 all is well, 1 found trouble, 2 wrong use.

    """
  }

  private static func columns(_ rows: [(String, String)]) -> String {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { "  \($0.0.padding(to: width))  \($0.1)\n" }.joined()
  }
}

extension String {
  /// With spaces up to a width in characters; longer ones stay as they are.
  func padding(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
