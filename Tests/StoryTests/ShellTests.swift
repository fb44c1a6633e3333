import CEL
import Foundation
import TestSupport
import Testing

/// What a shell and a manual reader get of the program.
@Suite struct `The program in a shell` {
  @Test func `bash completes commands, options, values and files`() async throws {
    let folder = try TemporaryFolder.make()
    let month = try SampleMonth()
    try await month.output("completions", "bash").write(toFile: folder.path + "/tocsin.bash", atomically: true, encoding: .utf8)
    try "".write(toFile: folder.path + "/mine.yaml", atomically: true, encoding: .utf8)
    let script = """
      source tocsin.bash
      try() {
        COMP_WORDS=("$@"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=(); _tocsin
        echo "${COMP_WORDS[*]} => ${COMPREPLY[*]}"
      }
      complete -p tocsin
      try tocsin val
      try tocsin validate --for
      try tocsin validate --format s
      try tocsin validate min
      try tocsin list --color a
      try tocsin schema work
      try tocsin help expl
      """
    let child = try ChildProcess.start("/bin/bash", ["--norc", "-c", "cd \(folder.path)\n" + script], environment: ["HOME": folder.path])
    #expect(try await child.ended(limitMilliseconds: SampleMonth.limitMilliseconds) == .code(0), "\(child.errors)")
    #expect(
      child.output.split(separator: "\n").map(String.init) == [
        "complete -o filenames -F _tocsin tocsin", "tocsin val => validate", "tocsin validate --for => --format",
        "tocsin validate --format s => sarif", "tocsin validate min => mine.yaml", "tocsin list --color a => auto always",
        "tocsin schema work => workflow", "tocsin help expl => explain",
      ])
    #expect(child.errors.isEmpty)
  }

  @Test func `zsh and fish are told every command`() async throws {
    let month = try SampleMonth()
    let commands = try await month.output("--help").split(separator: "\n").filter { $0.hasPrefix("  ") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }
    #expect(commands.contains("validate") && commands.count > 10)
    let (zsh, fish) = (try await month.output("completions", "zsh"), try await month.output("completions", "fish"))
    for command in commands {
      #expect(zsh.contains("    '\(command):") && zsh.contains("    \(command)) _arguments "))
      #expect(fish.contains("-a \(command) -d "))
    }
  }

  @Test func `the manual page is one that groff does not complain about`() async throws {
    let folder = try TemporaryFolder.make()
    let page = folder.path + "/tocsin.1"
    try await SampleMonth().output("man").write(toFile: page, atomically: true, encoding: .utf8)
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/groff") else { return }
    let child = try ChildProcess.start(
      "/usr/bin/groff", ["-man", "-Tascii", "-P-cbou", "-ww", "-rLL=100n", page],
      environment: ["HOME": folder.path, "PATH": "/usr/bin:/bin"])
    #expect(try await child.ended(limitMilliseconds: SampleMonth.limitMilliseconds) == .code(0))
    #expect(child.errors == "", "groff says: \(child.errors)")
    #expect(child.output.contains("tocsin validate") && child.output.contains("EXIT STATUS"))
  }

  @Test func `a code is explained, and what is no code is looked for as an instance`() async throws {
    let month = try SampleMonth()
    let page = try await month.output("explain", "t0306")
    #expect(page.hasPrefix("# T0306: A state in which nothing will ever happen by itself.") && page.contains("```yaml"))
    await #expect(throws: TestSupportError.self) { try await month.output("explain", "T9999") }
  }

  @Test func `findings are written in SARIF as forges read it`() async throws {
    let folder = try TemporaryFolder.make()
    let file = folder.path + "/mine.yaml"
    try "workflow: mine\ninitial: open\nstates:\n  open: {after: {2d: closd}}\n  closed: {type: final}\n"
      .write(toFile: file, atomically: true, encoding: .utf8)
    let log = try await SampleMonth().json("validate", file, "--format", "sarif")
    #expect(log["version"] == "2.1.0")
    let run = try #require(log["runs"]?.list?.first)
    let result = try #require(run["results"]?.list?.first)
    #expect(result["ruleId"] == "T0301" && result["level"] == "error")
    let region = result["locations"]?.list?.first?["physicalLocation"]?["region"]
    #expect(region == ["startLine": 4, "startColumn": 22, "endColumn": 27])
    #expect(run["tool"]?["driver"]?["rules"]?.list?.first?["id"] == "T0301")
  }

  @Test func `a workflow is drawn, and a file that is not deployed too`() async throws {
    let month = try SampleMonth()
    #expect(try await month.output("graph", "emsp-partner-escalation").hasPrefix("stateDiagram-v2\n"))
    #expect(try await month.output("graph", "emsp-partner-escalation", "--format", "scxml").contains("<final id=\"unresolved\""))
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/dot") else { return }
    let file = month.state.path + "/ladder.svg"
    _ = try await month.output("graph", SampleMonth.root + "/workflows/emsp-partner-escalation.yaml", "--out", file)
    #expect(try String(contentsOfFile: file, encoding: .utf8).contains(">escalated<"))
  }

  @Test func `what a drawing is written to stays what it was, or --out /dev/null would be the end of that`() async throws {
    let month = try SampleMonth()
    let (file, other) = (month.state.path + "/ladder.mmd", month.state.path + "/same-file.mmd")
    try Data().write(to: URL(filePath: file))
    try FileManager.default.linkItem(atPath: file, toPath: other)
    _ = try await month.output("graph", SampleMonth.root + "/workflows/emsp-partner-escalation.yaml", "--out", file)
    #expect(try String(contentsOfFile: other, encoding: .utf8).hasPrefix("stateDiagram-v2\n"))
  }

  @Test func `a counterexample is a scenario that plays what must not be`() async throws {
    let folder = try TemporaryFolder.make()
    for name in ["workflows", "templates"] {
      try FileManager.default.createDirectory(atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
    }
    let files = [
      "workflows/ladder.yaml": """
      workflow: ladder
      properties:
        - never: {send: reminder, after: acknowledged}
      initial: open
      states:
        open: {on: {acknowledged: taken}, after: {2d: reminded}}
        taken: {after: {2 business days: reminded}}
        reminded: {entry: [reminder], after: {2d: closed}}
        closed: {type: final}
      actions:
        reminder: {email: {template: notice, to: contacts.lead}}
      """,
      "contacts.yaml": "roles: {lead: {name: Ana, email: ana@partner.example}}\n",
      "templates/notice.html": "<html><head><title>Your report</title></head><body><p>It is due.</p></body></html>\n",
    ]
    for (name, text) in files { try text.write(toFile: "\(folder.path)/\(name)", atomically: true, encoding: .utf8) }
    let month = try SampleMonth(["TOCSIN_DIRECTORY": folder.path])
    let said = try await month.output("validate", "--out", folder.path + "/found")
    #expect(
      said.contains("T0701") && said.contains("the way: started → `open`; acknowledged → `taken`; after 2 business days → `reminded`"))
    let told = try await month.output("simulate", "--scenario", folder.path + "/found/ladder-T0701-3.yaml")
    #expect(told.contains("taken → reminded") && told.contains("ana@partner.example  Your report"), "\(told)")
  }
}
