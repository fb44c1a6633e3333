import Foundation

/// How long the long tests are: short within `make test`.
enum Soak {
  static let isOn = ProcessInfo.processInfo.environment["TOCSIN_SOAK_SECONDS"] != nil
  static let kills = isOn ? Int(ProcessInfo.processInfo.environment["TOCSIN_KILLS"] ?? "") ?? 100 : 10
}
