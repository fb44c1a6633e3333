import Glibc

/// Time that passes, and time that processors spend.
enum ProcessTime {
  /// Real seconds since some fixed point.
  static func seconds() -> Double { read(CLOCK_MONOTONIC) }

  /// Seconds of processor time of this process so far.
  static func ownSeconds() -> Double { read(CLOCK_PROCESS_CPUTIME_ID) }

  /// Real seconds since 1970, as the database on this machine counts them.
  static func sinceEpochSeconds() -> Double { read(CLOCK_REALTIME) }

  private static func read(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Seconds of processor time of a process and its children, those that ended among them.
  static func familySeconds(of parent: Int32) -> Double {
    guard let folder = opendir("/proc") else { return 0 }
    defer { closedir(folder) }
    var ticks = 0
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      guard let process = Int32(name), let numbers = statNumbers(process) else { continue }
      // Counted behind the name: state is 0, the parent 1, own times 11 and 12, ended children's 13 and 14.
      if process == parent { ticks += numbers[11...14].reduce(0, +) }
      if numbers[1] == Int(parent) { ticks += numbers[11] + numbers[12] }
    }
    return Double(ticks) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// The numbers of `/proc/PID/stat` behind the name; what is no number counts as 0.
  private static func statNumbers(_ process: Int32) -> [Int]? {
    guard let text = text(of: "/proc/\(process)/stat"), let end = text.lastIndex(of: ")") else { return nil }
    let numbers = text[text.index(after: end)...].split(separator: " ").map { Int($0) ?? 0 }
    return numbers.count > 14 ? numbers : nil
  }

  /// Kilobytes of memory that are this process's alone.
  static func ownPrivateKilobytes() -> Int {
    let lines = (text(of: "/proc/self/smaps_rollup") ?? "").split(separator: "\n")
    return lines.filter { $0.hasPrefix("Private_") }.reduce(0) { sum, line in
      sum + (line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0)
    }
  }

  private static func text(of path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    while case let byte = fgetc(file), byte != EOF { bytes.append(UInt8(byte)) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
