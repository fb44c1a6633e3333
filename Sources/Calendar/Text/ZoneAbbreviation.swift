extension Zone {
  /// What people there call the zone's time: `CET` and `CEST` (`MEZ`, `MESZ` in German), `EST`; where no short name is plain to everybody,
  /// `UTC+6` (Dhaka's is that of British summer time).
  package func abbreviation(at instant: Instant, language: Language = .english) -> String {
    let offset = offsetSeconds(at: instant)
    if let family = ZoneFamily.all.first(where: { $0.members.contains(identifier) }) {
      let names = language == .german ? family.germanNames ?? family.names : family.names
      if offset == family.standardSeconds { return names.standard }
      if offset == family.standardSeconds + 3_600 { return names.summer }
    }
    if offset == 0 { return "UTC" }
    let minutes = abs(offset) / 60
    return "UTC\(offset < 0 ? "-" : "+")\(minutes / 60)" + (minutes % 60 == 0 ? "" : ":\(padded(minutes % 60, 2))")
  }
}

/// Zones that share their time's names.
private struct ZoneFamily {
  let standardSeconds: Int
  let names: (standard: String, summer: String)
  let germanNames: (standard: String, summer: String)?
  let members: Set<String>

  static let all = [
    ZoneFamily(
      standardSeconds: 3_600, names: ("CET", "CEST"), germanNames: ("MEZ", "MESZ"),
      members: cities(
        "Europe/",
        "Amsterdam Andorra Belgrade Berlin Bratislava Brussels Budapest Busingen Copenhagen Gibraltar Ljubljana Luxembourg Madrid",
        "Malta Monaco Oslo Paris Podgorica Prague Rome San_Marino Sarajevo Skopje Stockholm Tirane Vaduz Vatican Vienna Warsaw Zagreb Zurich"
      )),
    ZoneFamily(
      standardSeconds: 7_200, names: ("EET", "EEST"), germanNames: ("OEZ", "OESZ"),
      members: cities("Europe/", "Athens Bucharest Chisinau Helsinki Kiev Kyiv Mariehamn Riga Sofia Tallinn Vilnius")),
    ZoneFamily(
      standardSeconds: 0, names: ("GMT", "BST"), germanNames: nil, members: cities("Europe/", "Belfast Guernsey Isle_of_Man Jersey London")),
    ZoneFamily(standardSeconds: -18_000, names: ("EST", "EDT"), germanNames: nil, members: cities("America/", "Detroit New_York Toronto")),
    ZoneFamily(standardSeconds: -21_600, names: ("CST", "CDT"), germanNames: nil, members: cities("America/", "Chicago Winnipeg")),
    ZoneFamily(standardSeconds: -25_200, names: ("MST", "MDT"), germanNames: nil, members: cities("America/", "Denver Edmonton Phoenix")),
    ZoneFamily(standardSeconds: -28_800, names: ("PST", "PDT"), germanNames: nil, members: cities("America/", "Los_Angeles Vancouver")),
  ]

  private static func cities(_ area: String, _ names: String...) -> Set<String> {
    Set(names.flatMap { $0.split(separator: " ") }.map { area + $0 })
  }
}
