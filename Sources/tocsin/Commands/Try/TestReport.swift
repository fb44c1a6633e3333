import CEL
import Calendar
import Scenario
import Workflow

/// What came out of a test run, for programs.
struct TestReport {
  let results: [ScenarioResult]
  let coverage: [Coverage]

  var json: Value {
    var fields: ValueMap = ["scenarios": .list(results.map(Self.json))]
    if !coverage.isEmpty { fields["coverage"] = .list(coverage.map(Self.json)) }
    return .map(fields)
  }

  private static func json(_ result: ScenarioResult) -> Value {
    var fields: ValueMap = [
      "name": .string(result.scenario.name), "file": .string(result.scenario.place.file), "workflow": .string(result.scenario.workflow),
      "passed": .bool(result.hasPassed), "moves": .int(Int64(result.moves)), "messages": .int(Int64(result.messages)),
    ]
    if let trouble = result.trouble { fields["trouble"] = .string(trouble) }
    fields["timeline"] = .list(
      result.lines.map { line in
        [
          "mark": .string(line.mark == .same ? "same" : "\(line.mark)"), "at": .string(line.at.description),
          "instance": line.instance.map { .string($0.description) } ?? .null, "text": .string(line.text),
          "place": line.place.map { .string($0.description) } ?? .null,
        ]
      })
    return .map(fields)
  }

  private static func json(_ coverage: Coverage) -> Value {
    [
      "workflow": .string(coverage.workflow), "all": .int(Int64(coverage.all.count)),
      "missing": .list(
        coverage.missing.map { ["state": .string($0.state), "cause": .string($0.cause), "place": .string($0.place.description)] }),
    ]
  }

  /// JUnit's XML: a suite a file, a case a scenario.
  var junit: String {
    let files = Dictionary(grouping: results, by: \.scenario.place.file).sorted { $0.key < $1.key }
    var xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
    for (file, cases) in files {
      let failures = cases.count { !$0.hasPassed }
      xml += "  <testsuite name=\"\(Self.escaped(file))\" tests=\"\(cases.count)\" failures=\"\(failures)\">\n"
      for result in cases {
        let head = "    <testcase classname=\"\(Self.escaped(result.scenario.workflow))\" name=\"\(Self.escaped(result.scenario.name))\""
        if result.hasPassed {
          xml += head + "/>\n"
        } else {
          let text = ScenarioText().difference(result).joined(separator: "\n")
          xml += head + ">\n      <failure message=\"not as expected\">\(Self.escaped(text))</failure>\n    </testcase>\n"
        }
      }
      xml += "  </testsuite>\n"
    }
    return xml + "</testsuites>\n"
  }

  /// XML has no place for control characters.
  private static func escaped(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "\n", "\t": out.unicodeScalars.append(scalar)
      default: out.unicodeScalars.append(scalar.value < 0x20 ? "\u{FFFD}" : scalar)
      }
    }
    return out
  }
}
