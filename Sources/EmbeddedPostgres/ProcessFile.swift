import Glibc

/// What a server writes about itself into `postmaster.pid`.
struct ProcessFile: Hashable, Sendable {
  let process: pid_t
  let port: Int
  let socketFolder: String

  init(process: pid_t, port: Int, socketFolder: String) {
    self.process = process
    self.port = port
    self.socketFolder = socketFolder
  }

  /// The file's lines: process, data folder, start, port, socket folder, …
  private enum Line {
    static let process = 0, port = 3, socketFolder = 4
  }

  /// More than the seven lines ever have.
  private static let bytesMax = 16_384

  static func path(_ dataFolder: String) -> String { dataFolder + "/postmaster.pid" }

  /// Nil if there is no file, or the server has not got far enough to write where it listens.
  init?(dataFolder: String) {
    guard let text = FileTree.start(of: Self.path(dataFolder), limit: Self.bytesMax) else { return nil }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count > Line.socketFolder, let process = pid_t(lines[Line.process]), let port = Int(lines[Line.port]),
      !lines[Line.socketFolder].isEmpty
    else { return nil }
    self.process = process
    self.port = port
    socketFolder = String(lines[Line.socketFolder])
  }

  /// The process alone, which is written first.
  static func process(dataFolder: String) -> pid_t? {
    guard let text = FileTree.start(of: path(dataFolder), limit: bytesMax) else { return nil }
    return text.split(separator: "\n").first.flatMap { pid_t($0) }
  }
}
