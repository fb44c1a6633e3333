/// Completion for bash: commands, their options, and the words that these take.
enum BashCompletion {
  static func script(_ commands: [Command]) -> String {
    """
    # tocsin \(Version.text)
    _tocsin() {
      local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} words=
      COMPREPLY=()
      if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W "\((commands.map(\.name) + ["help", "--help", "--version"]).joined(separator: " "))" -- "$current"))
        return
      fi
      case "${COMP_WORDS[1]} $previous" in
    \(values(commands))
      esac
      case "${COMP_WORDS[1]}" in
    \(commands.map(words).joined(separator: "\n"))
        help) words="\(commands.map(\.name).joined(separator: " "))" ;;
      esac
      if [[ "$words" == *" @files"* && "$current" != -* ]]; then
        COMPREPLY=($(compgen -f -- "$current"))
        return
      fi
      COMPREPLY=($(compgen -W "${words/ @files/}" -- "$current"))
    }
    complete -o filenames -F _tocsin tocsin
    """
  }

  private static func words(_ command: Command) -> String {
    let words = command.arguments.flatMap(\.choices) + command.allOptions.map(\.name)
    return "    \(command.name)) words=\"\(words.joined(separator: " "))\(command.takesFiles ? " @files" : "")\" ;;"
  }

  /// What stands behind an option that takes a value.
  private static func values(_ commands: [Command]) -> String {
    var lines: [String] = []
    for command in commands {
      for option in command.allOptions {
        guard let value = option.value else { continue }
        let found =
          if !option.choices.isEmpty {
            "compgen -W \"\(option.choices.joined(separator: " "))\" -- \"$current\""
          } else if value == "DIR" {
            "compgen -d -- \"$current\""
          } else if value.contains("FILE") {
            "compgen -f -- \"$current\""
          } else {
            ""
          }
        lines.append("    \"\(command.name) \(option.name)\") \(found.isEmpty ? "" : "COMPREPLY=($(\(found))); ")return ;;")
      }
    }
    return lines.joined(separator: "\n")
  }
}
