package import CEL
package import Calendar
import Channel
import Machine
import Template
import Workflow

/// Writes workbooks for mails; handed in, since a build may be without.
package protocol WorkbookWriter: Sendable {
  /// The bytes of a workbook of one sheet; the same rows at the same time make the same bytes.
  func workbook(sheet: String, columns: [String], rows: [[Value]], at moment: Instant) throws -> [UInt8]
}

/// The tracked rows as a file for a mail.
enum ItemTable {
  static func attachment(
    of scope: Snapshot, _ definition: Workflow.Definition, _ instance: Instance, as format: AttachmentSpec.Format, at moment: Instant,
    _ workbooks: (any WorkbookWriter)?
  ) throws -> Attachment {
    let columns = ["id", "open", "openedAt", "closedAt"] + (definition.items?.fields.map(\.name) ?? [])
    let items = try scope.value(ofSlot: ScopeSlot.items.rawValue).list ?? []
    if format == .xlsx, let workbooks {
      let rows = items.map { item in columns.map { item[$0] ?? .null } }
      return Attachment(
        name: fileName(instance, "xlsx"), mediaType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        bytes: try workbooks.workbook(sheet: instance.workflow, columns: columns, rows: rows, at: moment))
    }
    // A build without workbooks (trait Spreadsheet) sends the same rows as CSV.
    let table = CSVTable(columns: columns, items: items)
    return Attachment(name: fileName(instance, "csv"), mediaType: "text/csv; charset=utf-8", bytes: Array(table.text.utf8))
  }

  /// The key as a file name: `2026-06-NordCharge.xlsx`.
  private static func fileName(_ instance: Instance, _ ending: String) -> String {
    let safe = instance.key.unicodeScalars.map { scalar -> Character in
      scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "-" || scalar == "_" ? Character(scalar) : "-"
    }
    return String(safe.prefix(60)) + ".\(ending)"
  }
}
