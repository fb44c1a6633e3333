/// The manual page, `tocsin(1)`, made of the definitions of commands.
enum ManualPage {
  static func text(_ commands: [Command]) -> String {
    """
    .TH TOCSIN 1 "" "tocsin \(Version.text)" "User Commands"
    .SH NAME
    tocsin \\- escalations as timed state machines
    .SH SYNOPSIS
    .B tocsin
    .I COMMAND
    .RI [ arguments ]
    .RI [ options ]
    .SH DESCRIPTION
    Tocsin keeps escalations: every deadline met, every message sent once and in its thread, and for every instance an answer to
    "why has it not moved?".
    A workflow is a YAML file; an instance of it is named
    .IR WORKFLOW / KEY .
    .SH COMMANDS
    \(commands.map(section).joined(separator: "\n"))
    .SH OPTIONS
    Every command takes these.
    \(ArgumentParser.common.map(option).joined(separator: "\n"))
    .SH EXIT STATUS
    .TP
    .B 0
    All is well.
    .TP
    .B 1
    It found trouble, or could not do what was asked.
    .TP
    .B 2
    It was called wrongly, or the installation is set up wrongly.
    .SH ENVIRONMENT
    .TP
    .B TOCSIN_DATABASE_URL
    The database; without it a private one is started.
    .TP
    .B NO_COLOR
    No colour, whatever the terminal.
    .SH FILES
    .TP
    .I tocsin.yaml
    The installation. Each value can be overridden by the environment: mail.host is
    .BR TOCSIN_MAIL_HOST .
    .TP
    .IR workflows/ ", " templates/ ", " sources/ ", " calendars/ ", " contacts.yaml
    What an author writes.
    """
  }

  private static func section(_ command: Command) -> String {
    var lines = [".SS \(quoted(HelpText.usage(command)))", escaped(command.summary)]
    if !command.discussion.isEmpty {
      lines += [".PP", ".nf"] + command.discussion.split(separator: "\n").map { escaped(String($0)) } + [".fi"]
    }
    lines += command.arguments.flatMap { [".TP", ".I \(quoted($0.name))", escaped($0.help)] }
    return (lines + command.options.map(option)).joined(separator: "\n")
  }

  private static func option(_ option: Command.Option) -> String {
    let name = option.value.map { ".BI \(quoted(option.name)) \" \" \(quoted($0))" } ?? ".B \(quoted(option.name))"
    return [".TP", name, escaped(option.help)].joined(separator: "\n")
  }

  private static func quoted(_ text: String) -> String { "\"\(marked(text).replacingQuotes)\"" }

  /// A line of text; one that begins with a dot or an apostrophe would be a request.
  private static func escaped(_ text: String) -> String {
    let text = marked(text)
    return text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" + text : text
  }

  /// Groff's own characters, and those that it knows by name only.
  private static func marked(_ text: String) -> String {
    text.reduce(into: "") { marked, character in
      switch character {
      case "\\": marked += "\\e"
      case "-": marked += "\\-"
      case "“": marked += "\\(lq"
      case "”": marked += "\\(rq"
      case "…": marked += "..."
      case "→": marked += "\\(->"
      default:
        for scalar in character.unicodeScalars {
          marked += scalar.isASCII ? String(scalar) : "\\[u\(hex(scalar.value))]"
        }
      }
    }
  }

  private static func hex(_ number: UInt32) -> String {
    let digits = String(number, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

extension String {
  fileprivate var replacingQuotes: String { split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\(dq") }
}
