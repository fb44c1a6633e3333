import Foundation
import TestSupport
import Testing

/// docs/tutorial.md, followed word for word: its files are written, its commands run, and what they say must be what the page shows.
@Suite struct TutorialTests {
  /// A fence of the page.
  private struct Fence {
    var info: String
    var lines: [String]
    var line: Int
  }

  private static func fences() throws -> [Fence] {
    let text = try String(contentsOfFile: SampleMonth.root + "/docs/tutorial.md", encoding: .utf8)
    var found: [Fence] = []
    var open: Fence?
    for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init).enumerated() {
      if open != nil, line != "```" {
        open?.lines.append(line)
      } else if let whole = open {
        found.append(whole)
        open = nil
      } else if line.hasPrefix("```") {
        open = Fence(info: String(line.dropFirst(3)), lines: [], line: number + 2)
      }
    }
    return found
  }

  @Test func `whoever follows the tutorial sees what it shows`() async throws {
    let folder = try TemporaryFolder.make()
    var commands = 0
    for fence in try Self.fences() {
      switch fence.info {
      case "console":
        for (command, expected) in Self.commands(fence.lines) {
          commands += 1
          #expect(try await Self.output(of: command, in: folder.path) == expected, "line \(fence.line): \(command)")
        }
      case "sh": break
      default: try Self.write(fence, to: folder.path)
      }
    }
    #expect(commands >= 5)
  }

  /// Each command with the lines that follow it.
  private static func commands(_ lines: [String]) -> [(command: String, output: String)] {
    var found: [(command: String, output: [String])] = []
    for line in lines {
      if line.hasPrefix("$ ") { found.append((String(line.dropFirst(2)), [])) } else { found[found.count - 1].output.append(line) }
    }
    return found.map { ($0.command, $0.output.joined(separator: "\n")) }
  }

  /// Files are named in their first line.
  private static func write(_ fence: Fence, to folder: String) throws {
    let first = try #require(fence.lines.first)
    let path = first.replacing("<!-- ", with: "").replacing(" -->", with: "").replacing("# ", with: "")
    let url = URL(filePath: folder).appending(path: path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data((fence.lines.joined(separator: "\n") + "\n").utf8).write(to: url)
  }

  private static func output(of command: String, in folder: String) async throws -> String {
    let words = command.split(separator: " ").dropFirst().map(String.init)
    let environment = ["TOCSIN_DIRECTORY": folder, "HOME": folder, "USER": "tester"]
    let child = try ChildProcess.start(try ChildProcess.built("tocsin"), words, environment: environment, folder: folder)
    _ = try await child.ended(limitMilliseconds: SampleMonth.limitMilliseconds)
    return (child.output + child.errors).trimmingCharacters(in: .newlines)
  }
}
