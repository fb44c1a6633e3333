import CEL
import Workflow

/// The record types that a file can name: the standard ones, its own under `types`, those of `types/`.
struct TypeTable {
  /// Types that are known before anything is read, and those that have been read.
  private(set) var declared: [String: RecordDraft] = [:]
  /// In the order in which they were declared.
  private(set) var order: [String] = []
  /// Names that may be used though their fields are not read yet.
  private var announced: Set<String>

  init(announced: [String]) {
    self.announced = Set(announced)
  }

  func isDeclared(_ name: String) -> Bool {
    announced.contains(name) || StandardTypes.all.contains { $0.name == name }
  }

  var names: [String] { (announced.union(StandardTypes.all.map(\.name))).sorted() }

  mutating func add(_ record: RecordDraft) {
    if declared.updateValue(record, forKey: record.name) == nil { order.append(record.name) }
  }

  subscript(name: String) -> RecordDraft? { declared[name] }

  /// What is reached from some types through their fields, themselves included, in the order of declaration.
  func closure(of roots: some Sequence<String>) -> [RecordDraft] {
    var seen: Set<String> = []
    var open = Array(roots)
    while let name = open.popLast() {
      guard seen.insert(name).inserted, let record = declared[name] else { continue }
      open += record.references
    }
    return order.filter(seen.contains).compactMap { declared[$0] }
  }
}
