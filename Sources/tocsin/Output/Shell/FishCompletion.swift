/// Completion for fish, with the help of each word beside it.
enum FishCompletion {
  static func script(_ commands: [Command]) -> String {
    var lines = ["# tocsin \(Version.text)", "complete -c tocsin -f"]
    for command in commands {
      lines.append("complete -c tocsin -n __fish_use_subcommand -a \(command.name) -d \(quoted(command.summary))")
      let within = "complete -c tocsin -n '__fish_seen_subcommand_from \(command.name)'"
      if command.takesFiles { lines.append("\(within) -F") }
      let choices = command.arguments.flatMap(\.choices)
      if !choices.isEmpty { lines.append("\(within) -a \(quoted(choices.joined(separator: " ")))") }
      for option in command.allOptions {
        var line = "\(within) -l \(option.name.dropFirst(2)) -d \(quoted(option.help))"
        if let value = option.value {
          line += value == "DIR" || value.contains("FILE") ? " -r -F" : " -x"
          if !option.choices.isEmpty { line += " -a \(quoted(option.choices.joined(separator: " ")))" }
        }
        lines.append(line)
      }
    }
    return lines.joined(separator: "\n")
  }

  private static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "\\'") + "'"
  }
}
