extension Command {
  static let completions = Command(
    name: "completions", summary: "Print what makes a shell complete the words of tocsin.",
    discussion: """
      bash: tocsin completions bash > /etc/bash_completion.d/tocsin (or source it in ~/.bashrc)
      zsh:  tocsin completions zsh > ~/.zfunc/_tocsin (a folder of $fpath)
      fish: tocsin completions fish > ~/.config/fish/completions/tocsin.fish
      """,
    arguments: [Argument(name: "SHELL", help: "bash, zsh or fish.", choices: ["bash", "zsh", "fish"])],
    run: { call in
      switch try call.required(0) {
      case "bash": call.terminal.write(BashCompletion.script(Tocsin.commands))
      case "zsh": call.terminal.write(ZshCompletion.script(Tocsin.commands))
      case "fish": call.terminal.write(FishCompletion.script(Tocsin.commands))
      case let other: throw UsageError("There are no completions for \(other).", hint: "bash, zsh or fish")
      }
      return .success
    })

  static let man = Command(
    name: "man", summary: "Print the manual page.", discussion: "Read it with: tocsin man | man -l -",
    run: { call in
      call.terminal.write(ManualPage.text(Tocsin.commands))
      return .success
    })
}

extension Command {
  /// Its own options, then those of every command.
  var allOptions: [Option] { options + ArgumentParser.common }

  /// Whether its words are files.
  var takesFiles: Bool { arguments.contains { $0.name.contains("FILE") } }
}
