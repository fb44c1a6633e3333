import Foundation

/// The program `dot`, which lays diagrams out.
enum Graphviz {
  static func svg(_ dot: String) throws -> String {
    guard let program = place() else {
      throw CommandError("SVG is made by Graphviz, which is not here.", hint: "apt-get install graphviz, or --format mermaid")
    }
    let process = Process()
    let (input, output, errors) = (Pipe(), Pipe(), Pipe())
    process.executableURL = URL(filePath: program)
    process.arguments = ["-Tsvg"]
    (process.standardInput, process.standardOutput, process.standardError) = (input, output, errors)
    try process.run()
    // A diagram is smaller than what dot reads before it writes anything: nobody waits for the other.
    try input.fileHandleForWriting.write(contentsOf: Data(dot.utf8))
    try input.fileHandleForWriting.close()
    let picture = try output.fileHandleForReading.readToEnd() ?? Data()
    let complaint = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw CommandError("Graphviz could not draw it: \(String(decoding: complaint, as: UTF8.self))")
    }
    return String(decoding: picture, as: UTF8.self)
  }

  /// Where the PATH leads.
  private static func place() -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").map { "\($0)/dot" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
