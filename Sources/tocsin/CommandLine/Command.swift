/// A verb of the command line: what it is called, what it takes, and what it does. Help, completions and the man page
/// come out of this value.
struct Command: Sendable {
  var name: String
  /// One line, in the imperative.
  var summary: String
  /// What a reader of `--help` wants to know beyond the options.
  var discussion = ""
  var arguments: [Argument] = []
  var options: [Option] = []
  var run: @Sendable (Invocation) async throws -> ExitCode

  struct Argument: Sendable {
    var name: String
    var help: String
    var isOptional = false
    /// Takes all that follow.
    var isRepeating = false
    /// The words that it can be, where these are few.
    var choices: [String] = []
  }

  struct Option: Sendable {
    /// With its dashes: `--key`.
    var name: String
    /// What the value is, in capitals; nil for a switch.
    var value: String?
    var help: String
    /// The words that the value can be, where these are few.
    var choices: [String] = []
  }
}

/// What a finished command tells the shell.
enum ExitCode: Int32, Sendable {
  case success = 0
  /// It worked, and what it looked at is in trouble; or it could not do what was asked.
  case trouble = 1
  /// It was called wrongly, or the installation is set up wrongly.
  case usage = 2
}

/// The way a command was called was wrong; the text says the way out.
struct UsageError: Error, Sendable {
  var message: String
  var hint: String?

  init(_ message: String, hint: String? = nil) {
    self.message = message
    self.hint = hint
  }
}

/// What was asked cannot be done; nothing was changed.
struct CommandError: Error, Sendable {
  var message: String
  var hint: String?

  init(_ message: String, hint: String? = nil) {
    self.message = message
    self.hint = hint
  }
}
