import EmbeddedPostgres
import Glibc

/// Joins the server of the folder given as argument, says `joined PROCESS`, and leaves when its input ends.
@main
enum EmbeddedProbe {
  static func main() async {
    do {
      let server = try await EmbeddedServer.join(
        folder: CommandLine.arguments[1], settings: EmbeddedSettings(isDurable: false))
      say("joined \(await server.processID ?? 0)")
      while readLine() != nil {}
      try await server.leave()
      say("left")
    } catch {
      say("failed: \(error)")
      exit(1)
    }
  }

  private static func say(_ text: String) {
    let line = Array((text + "\n").utf8)
    _ = write(STDOUT_FILENO, line, line.count)
  }
}
