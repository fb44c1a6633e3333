import Foundation

/// The folder of real cases that nobody here wrote.
enum Material {
  static var folder: URL {
    let path = ProcessInfo.processInfo.environment["TOCSIN_MATERIAL"] ?? "../shared/material"
    return URL(fileURLWithPath: path, isDirectory: true)
  }

  /// Files of a part of the material, by name; nil where the folder is missing.
  static func files(in part: String, ending suffix: String) -> [URL]? {
    let folder = folder.appendingPathComponent(part, isDirectory: true)
    guard FileManager.default.fileExists(atPath: folder.path) else { return nil }
    // An unreadable folder counts as empty, which fails.
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(suffix) }.sorted().map { folder.appendingPathComponent($0) }
  }
}
