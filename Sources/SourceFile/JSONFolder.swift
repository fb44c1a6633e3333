import CEL
import Glibc
import Source

/// The files of a folder source, read anew at each question, so that an edit counts at once.
struct JSONFolder {
  private let configuration: FileSourceConfiguration
  private static let scriptName = "script.json"
  /// A file of rows is read whole into memory.
  private static let fileBytesMax = 256 * 1_024 * 1_024

  init(_ configuration: FileSourceConfiguration) { self.configuration = configuration }

  func rows() throws(SourceFailure) -> [Value] {
    var rows: [Value] = []
    for name in try names() where name.hasSuffix(".json") && name != Self.scriptName {
      let content = try parsed(name)
      guard let list = content.list ?? content["data"]?.list ?? content["rows"]?.list else {
        throw failure("“\(name)” of \(configuration.name) is neither a list of rows nor an object with “data” or “rows”", "")
      }
      rows += list
    }
    return rows
  }

  func script() throws(SourceFailure) -> [ScriptedTrouble] {
    guard try names().contains(Self.scriptName) else { return [] }
    guard let entries = try parsed(Self.scriptName).list else { throw failure("script.json of \(configuration.name) is no list", "") }
    var troubles: [ScriptedTrouble] = []
    for entry in entries { troubles.append(try ScriptedTrouble(entry, source: configuration.name)) }
    return troubles
  }

  private func names() throws(SourceFailure) -> [String] {
    guard let listing = opendir(configuration.folder) else { throw systemFailure("the folder of \(configuration.name) cannot be read") }
    defer { closedir(listing) }
    var names: [String] = []
    while let entry = readdir(listing) {
      withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { names.append(String(cString: $0)) }
      }
    }
    return names.sorted()
  }

  private func parsed(_ name: String) throws(SourceFailure) -> Value {
    let bytes = try read(name)
    do {
      return try JSON.parse(bytes)
    } catch {
      throw failure("“\(name)” of \(configuration.name) is not JSON", "\(error)")
    }
  }

  private func read(_ name: String) throws(SourceFailure) -> [UInt8] {
    let file = open("\(configuration.folder)/\(name)", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw systemFailure("“\(name)” of \(configuration.name) cannot be read") }
    defer { close(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 256 * 1_024)
    while true {
      let count = Glibc.read(file, &buffer, buffer.count)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw systemFailure("“\(name)” of \(configuration.name) cannot be read")
      }
      bytes += buffer[..<count]
      guard bytes.count <= Self.fileBytesMax else { throw failure("“\(name)” of \(configuration.name) is too large", "") }
    }
  }

  private func systemFailure(_ text: String) -> SourceFailure { failure(text, String(cString: strerror(errno))) }

  private func failure(_ text: String, _ detail: String) -> SourceFailure {
    SourceFailure(text: text, detail: detail, retry: .never)
  }
}
