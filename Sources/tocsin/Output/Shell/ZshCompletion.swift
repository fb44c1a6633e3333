/// Completion for zsh, with the help of each word beside it.
enum ZshCompletion {
  static func script(_ commands: [Command]) -> String {
    """
    #compdef tocsin
    # tocsin \(Version.text)
    _tocsin() {
      local -a commands
      commands=(
    \(commands.map { "    \(quoted("\($0.name):\($0.summary)"))" }.joined(separator: "\n"))
      )
      if (( CURRENT == 2 )); then
        _describe command commands
        return
      fi
      case "$words[2]" in
    \(commands.map(arguments).joined(separator: "\n"))
      esac
    }
    _tocsin "$@"
    """
  }

  private static func arguments(_ command: Command) -> String {
    let options = command.allOptions.map { option in
      let help = option.help.filter { !"[]:".contains($0) }
      guard let value = option.value else { return "\(option.name)[\(help)]" }
      let what = option.choices.isEmpty ? action(value) : "(\(option.choices.joined(separator: " ")))"
      return "\(option.name)=[\(help)]:\(value.lowercased()):\(what)"
    }
    let places = command.arguments.enumerated().map { number, argument in
      let what = argument.choices.isEmpty ? action(argument.name) : "(\(argument.choices.joined(separator: " ")))"
      return "\(argument.isRepeating ? "*" : "\(number + 2)"):\(argument.name.lowercased().filter { $0 != ":" }):\(what)"
    }
    return "    \(command.name)) _arguments " + (options + places).map(quoted).joined(separator: " ") + " ;;"
  }

  private static func action(_ value: String) -> String {
    value == "DIR" ? "_files -/" : value.contains("FILE") ? "_files" : " "
  }

  private static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
