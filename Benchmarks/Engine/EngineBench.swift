import Glibc

/// Measures the engine beside its limits, each in the same run: ratios, not figures of a machine.
///
///     EngineBench FIGURE --folder EMPTY_FOLDER [--instances N] [--rounds N] [--batch N] [--steppers N]
///
/// The figures: `steps`, `layers`, `lateness`, `sleep`, `snapshot`, `idle`, `opening`.
@main enum EngineBench {
  static func main() async throws {
    guard let wish = Wish(CommandLine.arguments.dropFirst()) else {
      say("usage: EngineBench steps|layers|lateness|sleep|snapshot|idle|opening --folder EMPTY_FOLDER [--instances N] [--rounds N] …")
      exit(2)
    }
    let site = try await Site.open(folder: wish.folder)
    do {
      try await measure(wish, site)
    } catch {
      try await site.close()
      throw error
    }
    try await site.close()
  }

  private static func measure(_ wish: Wish, _ site: Site) async throws {
    switch wish.figure {
    case "steps": try await StepsFigure(site: site, wish: wish).run()
    case "layers": try await LayersFigure(site: site, wish: wish).run()
    case "lateness": try await LatenessFigure(site: site, wish: wish).run()
    case "sleep": try await SleepFigure(site: site, wish: wish).run()
    case "snapshot": try await SnapshotFigure(site: site, wish: wish).run()
    case "idle": try await IdleFigure(site: site, wish: wish).run()
    case "opening": try await OpeningFigure(site: site, wish: wish).run()
    default:
      say("there is no figure \(wish.figure)")
      exit(2)
    }
  }
}
