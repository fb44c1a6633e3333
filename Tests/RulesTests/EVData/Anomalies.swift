import Foundation

/// What ANOMALIES.json counts, file by file, and which rule of ours finds the same.
///
/// | counted | rule | exactly |
/// | --- | --- | --- |
/// | missing_end | no-end | no end date or time |
/// | missing_or_nonnumeric_kwh | no-energy | |
/// | negative_kwh | negative-energy | |
/// | end_before_start | end-before-start | |
/// | energy_but_no_time | energy-without-time | more than 0 kWh, end not after start: those that end before they start as well |
/// | zero_kwh_over_1h | zero-energy | 0 kWh, strictly longer than an hour |
/// | over_24h | too-long | strictly longer |
/// | avg_power_over_60kW | too-much-power | strictly more, of sessions that took time |
/// | duplicate_cp_connector_start | duplicate | each beyond the first of one connector and start |
/// | overlaps_previous_on_same_connector | overlap | ordered by start and end: begins before the latest end so far; sessions without an end aside |
///
/// The others (`zero_kwh`, `zero_duration`, `under_3_min`, `kwh_over_100`, `over_7d`, `year_00xx`) are no faults by themselves.
enum Anomalies {
  static let rules: [(counted: String, rule: String)] = [
    ("missing_end", "no-end"), ("missing_or_nonnumeric_kwh", "no-energy"), ("negative_kwh", "negative-energy"),
    ("end_before_start", "end-before-start"), ("energy_but_no_time", "energy-without-time"), ("zero_kwh_over_1h", "zero-energy"),
    ("over_24h", "too-long"), ("avg_power_over_60kW", "too-much-power"), ("duplicate_cp_connector_start", "duplicate"),
    ("overlaps_previous_on_same_connector", "overlap"),
  ]

  static let folder = Material.folder.appending(path: "ev-data")
  static let isThere = Material.isThere("ev-data/ANOMALIES.json")

  static func counts() throws -> [String: [String: Int]] {
    let data = try Data(contentsOf: folder.appending(path: "ANOMALIES.json"))
    let files = try JSONSerialization.jsonObject(with: data) as? [String: [String: Any]] ?? [:]
    return files.mapValues { $0.compactMapValues { $0 as? Int } }
  }

  static func files() throws -> [String] { isThere ? try Project.names(in: folder, ending: ".csv") : [] }
}
