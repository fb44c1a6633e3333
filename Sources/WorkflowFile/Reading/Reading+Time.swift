import Calendar
import Workflow
import YAML

extension Reading {
  func delay(_ node: YAML.Node, _ what: String) -> Delay? {
    guard let text = text(node, "the duration of \(what)") else { return nil }
    do throws(TimeTextError) {
      return try Delay(parsing: text)
    } catch {
      report(.badDuration, at: range(of: error.place, in: node), "\(what): `\(error.text)` \(error.problem)", hint: error.hint)
      return nil
    }
  }

  /// A duration of a fixed length: business time and months are none.
  func seconds(_ node: YAML.Node, _ what: String) -> Int? {
    guard let delay = delay(node, what) else { return nil }
    if case .span(let span) = delay, span.months == 0, span.days == 0, span.microseconds >= 1_000_000 {
      return Int(span.microseconds / 1_000_000)
    }
    report(
      .badDuration, at: node, "\(what) is a time of at least a second that no calendar changes",
      hint: "write it in hours, minutes and seconds: `90s`, `1h`")
    return nil
  }

  /// `spacing`: a fixed time, or `0` for none.
  func spacing(_ node: YAML.Node) -> Int? { node.text == "0" ? 0 : seconds(node, "`spacing`") }

  func cron(_ node: YAML.Node) -> Cron? {
    guard let text = text(node, "`cron`") else { return nil }
    return cron(text, at: node)
  }

  /// - Parameter text: the schedule, which the node holds or says where to find.
  func cron(_ text: String, at node: YAML.Node) -> Cron? {
    do throws(CronError) {
      let cron = try Cron(parsing: text).with(clockChanges)
      guard cron.next(after: Self.someDay, in: .utc) != nil else {
        report(.cronNeverFires, at: node, "`\(text)` never fires: no date has that day and weekday")
        return nil
      }
      return cron
    } catch {
      let neverFires = error.problem.hasPrefix("none of its months")
      report(
        neverFires ? .cronNeverFires : .badCron, at: node.text == text ? range(of: error.place, in: node) : node.range,
        neverFires ? "`\(text)` never fires: \(error.problem)" : "`cron`: \(error.problem)", hint: error.hint)
      return nil
    }
  }

  /// The file's range of a part of a scalar's text.
  func range(of part: Range<Int>, in node: YAML.Node) -> SourceRange {
    node.scalar?.range(ofText: part) ?? node.range
  }

  /// 2026-01-01: a schedule that does not fire in the centuries after it never does.
  private static let someDay = Instant(secondsSinceEpoch: 1_767_225_600)
}
