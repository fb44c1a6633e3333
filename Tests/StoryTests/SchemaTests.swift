import CEL
import Foundation
import TestSupport
import Testing
import YAML

/// What an editor is told is what the program reads: the schemas against every shipped file, and against a key that nobody knows.
@Suite struct `Schemas for editors` {
  private static let root = URL(filePath: SampleMonth.root)
  private static let kinds: [(kind: String, folder: String)] = [
    ("workflow", "workflows"), ("calendar", "calendars"), ("types", "types"), ("source", "sources"), ("rules", "rules"),
    ("scenario", "workflows/tests"),
  ]

  /// Files by path, with the kind of each.
  private static func shipped() throws -> [(path: String, kind: String)] {
    let files = try kinds.flatMap { kind, folder in
      try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path).sorted()
        .filter { $0.hasSuffix(".yaml") }.map { ("\(folder)/\($0)", kind) }
    }
    return files + [("contacts.yaml", "contacts"), ("tocsin.yaml", "installation")]
  }

  @Test func `every shipped file passes, and no file with a key that nobody knows`() async throws {
    let files = try Self.shipped()
    #expect(files.count > 20)
    var cases: [Value] = []
    var spoiled: [(path: String, at: String, text: Value)] = []
    for (path, kind) in files {
      let tree = JSONTree.value(try YAML.parse(try String(contentsOf: Self.root.appending(path: path), encoding: .utf8), file: path))
      cases.append(["name": .string(path), "kind": .string(kind), "value": tree])
      spoiled += JSONTree.spoiled(tree).map { (path, $0.at, $0.value) }
      cases += JSONTree.spoiled(tree).map { ["name": .string("\(path) \($0.at)"), "kind": .string(kind), "value": $0.value] }
    }
    let answers = try await Self.validate(cases)
    let said = Dictionary(answers.map { ($0["name"]?.string ?? "", $0["unknown"]?.bool ?? false) }, uniquingKeysWith: { $0 || $1 })
    for (path, _) in files {
      let answer = answers.first { $0["name"]?.string == path }
      #expect(answer?["errors"] == [], "\(path): \(answer?["errors"].map(JSON.write) ?? "")")
    }
    let workflows = spoiled.filter { $0.path.hasPrefix("workflows/") && !$0.path.hasPrefix("workflows/tests") }
    #expect(workflows.count > 40)
    let refused = try await Self.refused(workflows.map(\.text))
    for (number, each) in workflows.enumerated() {
      let isRefused = refused.contains(number)
      #expect(said["\(each.path) \(each.at)"] == isRefused, "\(each.path) at \(each.at): the program says \(isRefused)")
    }
  }

  /// Of which files the checker says that a key is unknown.
  private static func refused(_ values: [Value]) async throws -> Set<Int> {
    let folder = try TemporaryFolder.make()
    for (number, value) in values.enumerated() {
      // JSON is YAML.
      try JSON.write(value).write(toFile: "\(folder.path)/\(number).yaml", atomically: true, encoding: .utf8)
    }
    let child = try ChildProcess.start(
      try ChildProcess.built("tocsin"), ["validate", "--json"] + values.indices.map { "\(folder.path)/\($0).yaml" },
      environment: SampleMonth().environment)
    try await child.ended(limitMilliseconds: SampleMonth.limitMilliseconds)
    let unknown = try JSON.parse(child.output).list?.filter { $0["code"] == "T0101" } ?? []
    return Set(unknown.compactMap { $0["file"]?.string?.split(separator: "/").last?.split(separator: ".").first.flatMap { Int($0) } })
  }

  private static func validate(_ cases: [Value]) async throws -> [Value] {
    let folder = try TemporaryFolder.make()
    let month = try SampleMonth()
    for (kind, _) in kinds + [("contacts", ""), ("installation", "")] {
      try await month.output("schema", kind).write(toFile: "\(folder.path)/\(kind).json", atomically: true, encoding: .utf8)
    }
    try JSON.write(.list(cases)).write(toFile: folder.path + "/cases.json", atomically: true, encoding: .utf8)
    let script = """
      import json, sys
      from jsonschema import Draft7Validator
      folder, made, answers = sys.argv[1], {}, []
      def validator(kind):
          if kind not in made:
              schema = json.load(open(f"{folder}/{kind}.json"))
              Draft7Validator.check_schema(schema)
              made[kind] = Draft7Validator(schema)
          return made[kind]
      def leaves(error):
          if not error.context: yield error
          for inner in error.context: yield from leaves(inner)
      for case in json.load(open(f"{folder}/cases.json")):
          found = [leaf for error in validator(case["kind"]).iter_errors(case["value"]) for leaf in leaves(error)]
          unknown = any(e.validator == "additionalProperties" and "zzz" in e.message for e in found)
          answers.append({"name": case["name"], "errors": [e.message[:200] for e in found], "unknown": unknown})
      print(json.dumps(answers))
      """
    let child = try ChildProcess.start("/usr/bin/python3", ["-c", script, folder.path], environment: ["HOME": folder.path])
    let exit = try await child.ended(limitMilliseconds: SampleMonth.limitMilliseconds)
    #expect(exit == .code(0), "\(child.errors)")
    return try JSON.parse(child.output).list ?? []
  }
}

/// YAML as a JSON Schema sees it.
enum JSONTree {
  static func value(_ node: YAML.Node) -> Value {
    switch node.content {
    case .sequence(let nodes): return .list(nodes.map(value))
    case .mapping(let mapping):
      var map = ValueMap()
      for entry in mapping.entries { map[entry.name] = value(entry.value) }
      return .map(map)
    case .scalar(let scalar):
      if node.isNull { return .null }
      if let flag = scalar.boolean { return .bool(flag) }
      if let number = scalar.integer { return .int(Int64(number)) }
      if let number = scalar.number { return .double(number) }
      return .string(scalar.text)
    }
  }

  /// The tree with a key `zzz` in one mapping of it, once for each mapping that is not the author's own names alone.
  static func spoiled(_ value: Value, at path: String = "") -> [(at: String, value: Value)] {
    switch value {
    case .map(let map):
      var here = map
      here["zzz"] = "zzz"
      return [(path + "/", .map(here))]
        + map.keys.flatMap { key in
          spoiled(map[key.text] ?? .null, at: path + "/" + key.text).map { at, inner in
            var copy = map
            copy[key.text] = inner
            return (at, .map(copy))
          }
        }
    case .list(let list):
      return list.indices.flatMap { index in
        spoiled(list[index], at: "\(path)/\(index)").map { at, inner in
          var copy = list
          copy[index] = inner
          return (at, .list(copy))
        }
      }
    default: return []
    }
  }
}
