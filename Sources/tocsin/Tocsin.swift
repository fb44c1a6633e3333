import Foundation

/// The program: finds the command, runs it, and says in one place what went wrong.
@main
struct Tocsin {
  static func main() async {
    let environment = ProcessInfo.processInfo.environment
    let words = Array(CommandLine.arguments.dropFirst())
    exit(await run(words, environment).rawValue)
  }

  private static func run(_ words: [String], _ environment: [String: String]) async -> ExitCode {
    do {
      guard let name = words.first, !["--help", "-h", "help"].contains(name) else {
        if words.count > 1, let command = commands.first(where: { $0.name == words[1] }) {
          print(HelpText.page(command), terminator: "")
        } else {
          print(HelpText.overview(commands), terminator: "")
        }
        return words.isEmpty ? .usage : .success
      }
      if name == "--version" { return try await call("version", [], environment) }
      return try await call(name, Array(words.dropFirst()), environment)
    } catch {
      return Complaint.report(error)
    }
  }

  private static func call(_ name: String, _ words: [String], _ environment: [String: String]) async throws -> ExitCode {
    guard let command = commands.first(where: { $0.name == name }) else {
      let near = Spelling.nearest(name, among: commands.map(\.name))
      throw UsageError("There is no command \(name).", hint: near.map { "Did you mean \($0)?" } ?? "tocsin --help")
    }
    let (positionals, options, repeated) = try ArgumentParser.parse(words, for: command)
    if options["--help"] != nil {
      print(HelpText.page(command), terminator: "")
      return .success
    }
    let terminal = try Terminal(color: options["--color"], environment: environment)
    return try await command.run(
      Invocation(
        command: command, positionals: positionals, options: options, repeated: repeated, terminal: terminal, environment: environment))
  }
}
