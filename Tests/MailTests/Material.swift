import Foundation

/// Real mails that nobody here wrote; where they lie, `TOCSIN_MATERIAL` says.
enum Material {
  static let folder: URL = {
    let root = ProcessInfo.processInfo.environment["TOCSIN_MATERIAL"] ?? "../shared/material"
    return URL(fileURLWithPath: root, isDirectory: true).appending(path: "mail")
  }()

  /// Names and bytes of the files in a folder; empty where it is missing.
  static func files(in name: String, _ isWanted: (String) -> Bool = { $0.hasSuffix(".eml") }) -> [(name: String, bytes: [UInt8])] {
    let folder = folder.appending(path: name)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().filter(isWanted).compactMap { file in
      // A file that cannot be read is missing, and counted so.
      (try? Data(contentsOf: folder.appending(path: file))).map { (file, Array($0)) }
    }
  }

  /// Some files are mailboxes with several mails, each opened by a line `From …` after an empty one
  /// or after the end of a multipart.
  static func mails(in bytes: [UInt8]) -> [[UInt8]] {
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    var mails: [[UInt8]] = [[]]
    for (number, line) in lines.enumerated() {
      let isNew = number > 0 && line.starts(with: "From ".utf8) && isEnvelope(line) && ends(lines[number - 1])
      if isNew { mails.append([]) }
      mails[mails.count - 1] += Array(line) + [0x0A]
    }
    return mails
  }

  private static func ends(_ line: ArraySlice<UInt8>) -> Bool {
    let text = String(decoding: line, as: UTF8.self).filter { !$0.isNewline }
    return text.isEmpty || text.hasPrefix("--") && text.hasSuffix("--") && text.contains { $0 != "-" }
  }

  /// `From somebody  Thu Apr 29 …`, with two blanks.
  private static func isEnvelope(_ line: ArraySlice<UInt8>) -> Bool {
    let words = line.split(separator: 0x20, omittingEmptySubsequences: false)
    return words.count > 4 && words[2].isEmpty && words[3].count == 3 && words.last?.count == 4
  }

  static func json(_ path: String) -> [String: Any]? {
    guard let data = try? Data(contentsOf: folder.appending(path: path)) else { return nil }
    return (try? JSONSerialization.jsonObject(with: data)) as? [String: Any]
  }
}
