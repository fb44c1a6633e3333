import Testing
import Workflow
import WorkflowFile

/// A definition is named by its own text and the types that it uses, and by nothing else.
struct HashTests {
  private let text = """
    workflow: hashed
    items: row
    initial: open
    states: {open: {after: {1d: closed}}, closed: {type: final}}
    """
  private let row = "fields: {name: string, place: spot}"
  private let spot = "fields: {street: string}"

  private func read(_ text: String, _ types: [String: String]) throws -> ReadWorkflow {
    try WorkflowReader().read(path: "workflows/hashed.yaml", text: text, types: types)
  }

  @Test func `the same files have the same hash whatever else there is`() throws {
    let types = ["types/row.yaml": row, "types/spot.yaml": spot]
    let first = try read(text, types)
    let second = try read(text, types.merging(["types/other.yaml": "fields: {x: int}"]) { $1 })
    #expect(first.definition.hash == second.definition.hash)
    #expect(first.files.map(\.path) == ["workflows/hashed.yaml", "types/row.yaml", "types/spot.yaml"])
    #expect(second.files == first.files)
  }

  @Test func `a change of the file or of a type that it reaches changes the hash`() throws {
    let types = ["types/row.yaml": row, "types/spot.yaml": spot]
    let hash = try read(text, types).definition.hash
    #expect(try read(text + "\n# a word", types).definition.hash != hash)
    #expect(try read(text, ["types/row.yaml": row, "types/spot.yaml": "fields: {street: string?}"]).definition.hash != hash)
  }

  @Test func `a broken type is told only where it is used`() throws {
    let broken = ["types/row.yaml": row, "types/spot.yaml": spot, "types/other.yaml": "fields: {x: intt}"]
    _ = try read(text, broken)
    let error = #expect(throws: Diagnostics.self) {
      try read(text, ["types/row.yaml": row, "types/spot.yaml": "fields: {street: strin}"])
    }
    #expect(error?.all.map { "\($0.place) \($0.code)" } == ["types/spot.yaml:1:18 T0205"])
  }
}
