import Calendar
import Executor
import Foundation
import Glibc
import Store

extension Health {
  /// Days until the disk is full that are trouble, and that are worth knowing.
  private static let fullDaysMax: Int64 = 7
  private static let nearDaysMax: Int64 = 30
  /// Less room than this is trouble however slowly it is used up.
  private static let roomBytesMin: Int64 = 64 << 20
  /// Records that are looked for before they count as many.
  private static let prunableMax = 10_000
  /// Where nothing is said, what ended longer ago may be pruned, in days.
  private static let oldDays: Int64 = 365

  /// How much room the books take, how long it lasts, and what may go. Reads only.
  static func storage(_ access: StoreAccess, _ call: Invocation) async throws -> [Finding] {
    let record = try await access.store.storage()
    return [room(record, access.configuration)] + written(record) + (try await prunable(access, call))
  }

  private static func written(_ record: StorageRecord) -> [Finding] {
    guard record.isReadOnly else { return [] }
    if record.isReplica {
      return [
        Finding(weight: .notice, subject: "database", text: "this is a replica: nothing can be written, and executors cannot work on it")
      ]
    }
    return [
      Finding(
        weight: .trouble, subject: "database", text: "nothing can be written: it is read-only, so no deadline is met",
        wayOut: "SHOW default_transaction_read_only; is a fail-over under way?")
    ]
  }

  private static func room(_ record: StorageRecord, _ configuration: Configuration) -> Finding {
    let parts = record.tables.map { "\($0.name) \(SizeText.words($0.bytes))" }.joined(separator: ", ")
    var text = "\(SizeText.words(record.bytes)) in all (\(parts))"
    let free = free(record, configuration)
    let wayOut = "tocsin prune, old WAL, a larger disk"
    text += record.bytesPerDay.map { "; grows by \(SizeText.words($0)) a day" } ?? "; how fast it grows is known after a day"
    guard let free else {
      return Finding(weight: .fine, subject: "storage", text: text + "; how much room there is says storage.gigabytes in tocsin.yaml")
    }
    text += "; \(SizeText.words(free)) are free"
    if free < roomBytesMin { return Finding(weight: .trouble, subject: "storage", text: "the disk is full: " + text, wayOut: wayOut) }
    guard let grows = record.bytesPerDay, grows > 0 else { return Finding(weight: .fine, subject: "storage", text: text) }
    let days = free / grows
    text += ", enough for \(days == 1 ? "1 day" : "\(days) days")"
    let weight: Finding.Weight = days <= fullDaysMax ? .trouble : days <= nearDaysMax ? .notice : .fine
    return Finding(weight: weight, subject: "storage", text: text, wayOut: weight == .fine ? nil : wayOut)
  }

  /// What is left of the room that was said to be there, and on the disks of a database on this machine; nil where nobody knows.
  private static func free(_ record: StorageRecord, _ configuration: Configuration) -> Int64? {
    var found = record.folders.compactMap { DiskSpace.freeBytes($0) }
    if let gigabytes = configuration.storageGigabytes { found.append(max(0, Int64(gigabytes) << 30 - record.bytes)) }
    return found.min()
  }

  private static func prunable(_ access: StoreAccess, _ call: Invocation) async throws -> [Finding] {
    let days = access.configuration.keepDays.map { Int64($0) } ?? oldDays
    let before = try await access.now().adding(seconds: -days * 86_400)
    let old = try await access.store.endedInstances(EndedFilter(before: before, limit: prunableMax)).count
    let months = try await access.store.historyMonths().filter { "\($0.month)-31" < before.description }
    guard old > 0 || !months.isEmpty else { return [] }
    let many = old == prunableMax ? "\(old) or more instances" : old == 1 ? "1 instance" : "\(old) instances"
    let also = months.isEmpty ? "" : ", and \(months.count == 1 ? "1 month" : "\(months.count) months") of the history"
    return [
      Finding(
        weight: .notice, subject: "storage", text: "\(many) that ended more than \(days) days ago may be pruned\(also)",
        wayOut: "tocsin prune --older-than \(days)d --dry-run")
    ]
  }
}

/// Room on a disk of this machine.
enum DiskSpace {
  /// What a program may still use there; nil where the folder is not here.
  static func freeBytes(_ folder: String) -> Int64? {
    var space = statvfs()
    guard statvfs(folder, &space) == 0 else { return nil }
    return Int64(clamping: space.f_bavail) * Int64(clamping: space.f_frsize)
  }
}

/// How much, as people say it.
enum SizeText {
  private static let units: [(bytes: Int64, name: String)] = [(1 << 40, "TB"), (1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "KB")]

  /// `3.4 GB`, `12 MB`.
  static func words(_ bytes: Int64) -> String {
    guard let unit = units.first(where: { bytes >= $0.bytes }) else { return "\(bytes) bytes" }
    let tenths = bytes * 10 / unit.bytes
    return tenths < 100 ? "\(tenths / 10).\(tenths % 10) \(unit.name)" : "\(tenths / 10) \(unit.name)"
  }
}
