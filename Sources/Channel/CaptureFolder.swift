import Dispatch
import Glibc

/// A folder that takes each message once, as a Maildir does: written whole and flushed under `tmp`, then given its name. A reader
/// never sees half a message, a resend never makes a second file, and nothing is ever overwritten.
package struct CaptureFolder: Sendable {
  package enum Result: Hashable, Sendable {
    case written
    /// The very same bytes are there already.
    case alreadyThere
    /// Another message has this name.
    case occupied
    case failed(String)
  }

  private let folder: String
  private let queue = DispatchQueue(label: "tocsin.capture")

  package init(folder: String) { self.folder = folder }

  /// - Parameters:
  ///   - target: the folder inside this one in which the file appears.
  ///   - lookAlso: folders where a reader may have moved it to, under its name or its name and a `:` with flags.
  package func write(_ bytes: [UInt8], name: String, target: String, lookAlso: [String] = []) async -> Result {
    await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: writeNow(bytes, name, target, lookAlso)) }
    }
  }

  private func writeNow(_ bytes: [UInt8], _ name: String, _ target: String, _ lookAlso: [String]) -> Result {
    for path in [folder, "\(folder)/tmp", "\(folder)/\(target)"] + lookAlso.map({ "\(folder)/\($0)" }) {
      if let trouble = makeFolder(path) { return .failed(trouble) }
    }
    for moved in lookAlso {
      for entry in entries("\(folder)/\(moved)") where entry == name || entry.hasPrefix(name + ":") {
        return same(bytes, "\(folder)/\(moved)/\(entry)")
      }
    }
    let waiting = "\(folder)/tmp/\(name).\(getpid())"
    let final = "\(folder)/\(target)/\(name)"
    if let trouble = writeFile(bytes, waiting) { return .failed(trouble) }
    defer { unlink(waiting) }
    guard link(waiting, final) == 0 else {
      return errno == EEXIST ? same(bytes, final) : .failed(failure("name", final))
    }
    return flush("\(folder)/\(target)").map { .failed($0) } ?? .written
  }

  private func same(_ bytes: [UInt8], _ path: String) -> Result { readFile(path) == bytes ? .alreadyThere : .occupied }

  /// With the folders above it.
  private func makeFolder(_ path: String) -> String? {
    if mkdir(path, 0o700) == 0 || errno == EEXIST { return nil }
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return failure("make", path) }
    if let trouble = makeFolder(String(path[..<slash])) { return trouble }
    return mkdir(path, 0o700) == 0 || errno == EEXIST ? nil : failure("make", path)
  }

  private func writeFile(_ bytes: [UInt8], _ path: String) -> String? {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { return failure("open", path) }
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress! + done, bytes.count - done) }
      if count < 0 {
        if errno == EINTR { continue }
        let trouble = failure("write", path)
        close(file)
        return trouble
      }
      done += count
    }
    let flushed = fsync(file)
    let closed = close(file)
    return flushed == 0 && closed == 0 ? nil : failure("flush", path)
  }

  private func flush(_ path: String) -> String? {
    let handle = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard handle >= 0 else { return failure("open", path) }
    defer { close(handle) }
    return fsync(handle) == 0 ? nil : failure("flush", path)
  }

  private func readFile(_ path: String) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 * 1_024)
    while true {
      let count = read(file, &buffer, buffer.count)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        return nil
      }
      bytes += buffer[..<count]
    }
  }

  private func entries(_ path: String) -> [String] {
    guard let listing = opendir(path) else { return [] }
    defer { closedir(listing) }
    var names: [String] = []
    while let entry = readdir(listing) {
      withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { names.append(String(cString: $0)) }
      }
    }
    return names
  }

  private func failure(_ what: String, _ path: String) -> String { "cannot \(what) \(path): \(String(cString: strerror(errno)))" }

  /// A name that is safe as a file's: what is not a letter, digit or one of `.@=_+-` becomes `%XX`. Long ones are refused by nil.
  package static func fileName(_ text: String) -> String? {
    var name = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        name.unicodeScalars.append(Unicode.Scalar(byte))
      case UInt8(ascii: "."), UInt8(ascii: "@"), UInt8(ascii: "="), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"):
        name.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let hex = String(byte, radix: 16, uppercase: true)
        name += hex.count == 1 ? "%0\(hex)" : "%\(hex)"
      }
    }
    if name.hasPrefix(".") { name = "%2E" + name.dropFirst() }
    return name.isEmpty || name.utf8.count > nameBytesMax ? nil : name
  }

  /// A file name has 255 bytes; what a mail reader adds (`:2,RS`) and our own suffix must fit too.
  private static let nameBytesMax = 220
}
