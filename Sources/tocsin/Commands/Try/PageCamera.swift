import Dispatch
import Foundation

/// Takes pictures of a page with the Chromium of this machine; without one there are none.
struct PageCamera: Sendable {
  private static let programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
  /// Wide as a desk and as a telephone; high enough for a whole mail.
  private static let sizes = [(width: 1_280, height: 1_700), (width: 360, height: 2_600)]
  private let queue = DispatchQueue(label: "tocsin.camera")

  /// - Returns: the files that were written, beside the page.
  func pictures(of page: String) async -> [String] {
    guard let program = Self.programs.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else { return [] }
    return await withCheckedContinuation { continuation in
      queue.async {
        var files: [String] = []
        for size in Self.sizes {
          for scheme in ["light", "dark"] {
            let file = page.dropLast(".html".count) + "-\(size.width)-\(scheme).png"
            if Self.take(program, page, String(file), size.width, size.height, isDark: scheme == "dark") { files.append(String(file)) }
          }
        }
        continuation.resume(returning: files)
      }
    }
  }

  /// Nothing of the page is fetched from elsewhere; scripts a template cannot hold.
  private static func take(_ program: String, _ page: String, _ file: String, _ width: Int, _ height: Int, isDark: Bool) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = [
      "--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run",
      "--blink-settings=preferredColorScheme=\(isDark ? 0 : 1)", "--host-resolver-rules=MAP * ~NOTFOUND",
      "--window-size=\(width),\(height)", "--screenshot=\(file)", URL(fileURLWithPath: page).absoluteString,
    ]
    // Chromium's own sandbox does not work for root.
    if getuid() == 0 { process.arguments?.insert("--no-sandbox", at: 0) }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    do {
      try process.run()
    } catch {
      return false
    }
    process.waitUntilExit()
    return process.terminationStatus == 0 && FileManager.default.fileExists(atPath: file)
  }
}
