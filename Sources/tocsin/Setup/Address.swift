import Machine
import Store

/// `workflow/key`, as people name an instance; the key may hold slashes itself.
struct Address {
  var workflow: String
  var key: String

  init(_ text: String) throws(UsageError) {
    guard let slash = text.firstIndex(of: "/"), slash != text.startIndex, text.index(after: slash) != text.endIndex else {
      throw UsageError("“\(text)” names no instance.", hint: "An instance is named WORKFLOW/KEY; tocsin list shows them.")
    }
    workflow = String(text[..<slash])
    key = String(text[text.index(after: slash)...])
  }

  var text: String { "\(workflow)/\(key)" }

  /// Nobody reads a longer list of keys in a hint.
  private static let keysListedMax = 5

  /// The newest run of the key.
  /// - Parameter isSimulated: the store is a simulation's, which no other command can list.
  func find(in store: any Store, isSimulated: Bool = false) async throws -> Instance {
    if let instance = try await store.instance(workflow: workflow, key: key) { return instance }
    let keys = try await store.instances(InstanceFilter(workflow: workflow)).map(\.key)
    let near = Spelling.nearest(key, among: keys).map { "Did you mean \(workflow)/\($0)?" }
    let listed = keys.sorted().prefix(Self.keysListedMax).map { "\(workflow)/\($0)" }.joined(separator: ", ")
    let there = listed.isEmpty ? "The simulation opened none of \(workflow)." : "In the simulation there are \(listed)."
    throw CommandError("There is no instance \(text).", hint: near ?? (isSimulated ? there : "tocsin list shows them."))
  }
}
