import CEL
import Channel
import Machine
import Template
import Workflow

/// The tracked rows as a file for a mail.
enum ItemTable {
  static func attachment(of scope: Snapshot, _ definition: Workflow.Definition, _ instance: Instance) throws(EvaluationError) -> Attachment
  {
    let columns = ["id", "open", "openedAt", "closedAt"] + (definition.items?.fields.map(\.name) ?? [])
    let table = CSVTable(columns: columns, items: try scope.value(ofSlot: ScopeSlot.items.rawValue).list ?? [])
    return Attachment(
      name: fileName(instance), mediaType: "text/csv; charset=utf-8", bytes: Array(table.text.utf8))
  }

  /// The key as a file name: `2026-06-NordCharge.csv`.
  private static func fileName(_ instance: Instance) -> String {
    let safe = instance.key.unicodeScalars.map { scalar -> Character in
      scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "-" || scalar == "_" ? Character(scalar) : "-"
    }
    return String(safe.prefix(60)) + ".csv"
  }
}
