import Glibc

/// The memory of this process that lies in the machine's own, in kilobytes.
package enum ResidentMemory {
  /// 0 where there is no `/proc`.
  package static func kilobytes() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
    let pages = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self).split(separator: " ")
    guard pages.count > 1, let resident = Int(pages[1]) else { return 0 }
    return resident * Int(sysconf(Int32(_SC_PAGESIZE))) / 1_024
  }
}
