import Glibc
import PostgreSQL
import Report

/// Where the rows of a run wait until all are there: a file without a name, gone with the process whatever happens to it.
///
/// A source may take half an hour; no transaction of ours is open meanwhile, and no memory held.
actor Spool {
  private nonisolated let executor = QueueExecutor(label: "tocsin.refresh.spool", isPatient: true)
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let file: Int32
  private var encoder: CopyEncoder
  private var buffer: [UInt8] = []
  private(set) var rows = 0

  init(folder: String, encoder: CopyEncoder) throws(RefreshFailure) {
    file = Self.open(folder)
    guard file >= 0 else {
      throw RefreshFailure(.target, "no file can be made for the rows", detail: "\(folder): \(String(cString: strerror(errno)))")
    }
    self.encoder = encoder
  }

  deinit { close(file) }

  private static func open(_ folder: String) -> Int32 {
    // O_TMPFILE is no constant that Swift can see (it is made of two); its value on Linux (x86-64 and arm64 differ in O_DIRECTORY).
    let temporary = 0o20_000_000 | O_DIRECTORY
    let file = Glibc.open(folder, temporary | O_RDWR | O_CLOEXEC, 0o600)
    if file >= 0 { return file }
    // A file system without such files: a named one, whose name goes at once.
    var template = Array("\(folder)/refresh-XXXXXX".utf8CString)
    let named = mkstemp(&template)
    if named >= 0 { unlink(template) }
    return named
  }

  /// Takes a batch; what the table could not keep is refused here.
  func append(_ batch: RowBatch) throws(RefreshFailure) {
    buffer.removeAll(keepingCapacity: true)
    try encoder.encode(batch, to: &buffer)
    var written = 0
    while written < buffer.count {
      let count = buffer[written...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw RefreshFailure(.target, "no room for the rows", detail: String(cString: strerror(errno)))
      }
      written += count
    }
    rows += batch.rows
  }

  /// A reader of its own for the transaction, which runs on another queue; the spool outlives it.
  nonisolated func reader() -> SpoolReader { SpoolReader(file) }
}

/// Reads a finished spool from its beginning.
struct SpoolReader: Sendable {
  private let file: Int32

  init(_ file: Int32) { self.file = file }

  private static let pieceBytes = 256 << 10

  /// - Parameter body: is told which part of the whole has come after the piece.
  func read(_ body: (UnsafeRawBufferPointer, _ part: Double) throws -> Void) throws {
    let bytes = max(1, lseek(file, 0, SEEK_END))
    var piece = [UInt8](repeating: 0, count: Self.pieceBytes)
    var offset = 0
    while true {
      let count = pread(file, &piece, piece.count, offset)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw RefreshFailure(.target, "the rows cannot be read again", detail: String(cString: strerror(errno))) }
      guard count > 0 else { return }
      offset += count
      try piece.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<count]), Double(offset) / Double(bytes)) }
    }
  }
}
